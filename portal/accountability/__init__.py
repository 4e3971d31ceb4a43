"""Scores of organisations, computed from the ledger alone by a published, versioned formula."""
