"""The blocks that pages are composed of, one family per file, and the rich-text field that cleans itself."""
