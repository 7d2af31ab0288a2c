"""Ways out to a provider."""
