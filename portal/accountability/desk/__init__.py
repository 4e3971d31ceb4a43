"""The inspectors' pages in the admin: freeze a period, look at it, correct it."""
