"""The gate every message passes at the moment it leaves."""
