"""What inspectors do: audits, reminders, flags. Each act is one transaction with its ledger event."""
