"""What tenants asked and a person must answer."""
