"""Reasons for an inspector to look, found in the ledger. Never a penalty: the score does not read them."""
