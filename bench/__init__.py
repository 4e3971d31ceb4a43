"""Speed: what a page, a list, a matrix, a score and a ledger check cost."""
