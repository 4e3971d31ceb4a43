"""The `seed` and `demo_logins` commands."""
