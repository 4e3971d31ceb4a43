"""Petitions: the workflow table, the services that move a case, the public pages and the staff desk."""
