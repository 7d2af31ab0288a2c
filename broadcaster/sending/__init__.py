"""The ledger through which every message leaves."""
