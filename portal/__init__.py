"""The rooms of the portal: who is accountable, by which rule, on what record, with which score."""
