"""Everything a tenant asks: channels in, understanding, answers out."""
