"""Scoring: score sheets, counted from the ledger, computed, assessed and locked."""
