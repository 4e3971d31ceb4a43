"""Django management package."""
