"""Webhooks: what happened here, told to a landlord's own systems, signed and tried again."""
