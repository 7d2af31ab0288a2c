"""Staff accounts, sessions and the audit log."""
