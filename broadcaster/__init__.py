"""Everything staff tell: the register, the works, campaigns, and the one ledger of messages."""
