"""What empties the ledger."""
