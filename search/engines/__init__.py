"""The engines behind the one interface in `search.engines.base`."""
