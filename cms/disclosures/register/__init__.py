"""The public register: what is owed as rows, as matrices, as a calendar and as tables to take home."""
