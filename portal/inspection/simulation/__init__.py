"""Communes of known behaviour in an invented ledger, to see what the score and the flags make of them."""
