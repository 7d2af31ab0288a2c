"""The staff console: pages by noun."""
