"""One file a kind of machine; every name and default stands in `base`."""
