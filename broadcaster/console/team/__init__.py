"""Who works here: logging in, colleagues, what was done."""
