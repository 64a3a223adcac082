"""What the subjects of a sheet did, counted from the ledger."""
