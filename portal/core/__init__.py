"""What every room leans on and that leans on none: Vietnamese text, sanitising, uploads, paging, page cache."""
