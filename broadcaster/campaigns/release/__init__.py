"""Release: a broadcast becomes rows of the ledger."""
