"""Escalation: a tenant who waits too long for a person is told to whoever is on duty."""
