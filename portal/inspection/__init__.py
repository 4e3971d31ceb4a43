"""The inspectors' bench: queues, audits with findings and remedies, samples, and flags that are reasons to look."""
