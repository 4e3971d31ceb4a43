"""Who signs in, for which body, in which role, and what that role may do."""
