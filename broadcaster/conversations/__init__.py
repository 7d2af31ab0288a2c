"""Correspondents, what they wrote and were answered, and threads for staff."""
