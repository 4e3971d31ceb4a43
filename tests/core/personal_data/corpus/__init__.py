"""Documents with planted personal data and with what only looks like it. Everything in them is invented."""
