"""Migrations: each change of the schema as a step that both databases can take."""
