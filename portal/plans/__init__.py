"""Implementation plans with tasks and evidence, and the periodic reports that every unit owes."""
