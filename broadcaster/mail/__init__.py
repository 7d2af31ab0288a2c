"""Mail: what Palier writes to staff by e-mail."""
