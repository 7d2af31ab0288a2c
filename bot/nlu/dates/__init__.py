"""Days and hours as tenants say them, in the languages of the house, as values."""
