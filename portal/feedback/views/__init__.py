"""The public side: list, submit, follow."""
