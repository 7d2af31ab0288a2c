"""The doors by which a tenant's words come in."""
