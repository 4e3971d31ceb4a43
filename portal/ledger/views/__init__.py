"""The public pages and files of the ledger, under /so-cai/."""
