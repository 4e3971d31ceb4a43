"""Everything that leaves the portal by e-mail: an outbox, its delivery, and the templates' way into a letter."""
