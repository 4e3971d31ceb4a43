"""The program that strangers download to recompute scores; it imports nothing of ours, and nothing imports it."""
