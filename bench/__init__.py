"""Speed: what a page, a list, a score and a ledger check cost."""
