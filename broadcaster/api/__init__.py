"""The JSON API: what a landlord's own systems push to Palier and read from it."""
