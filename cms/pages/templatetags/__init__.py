"""What templates may ask about the site's own pages."""
