"""What every room leans on: Vietnamese text, sanitising, uploads, paging, page cache."""
