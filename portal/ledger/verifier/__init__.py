"""The program that strangers download to check the ledger; it imports nothing of ours, and nothing imports it."""
