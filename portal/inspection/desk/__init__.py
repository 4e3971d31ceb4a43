"""The inspectors' pages in the admin."""
