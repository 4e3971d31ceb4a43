"""Who is accountable: the province, its departments, the communes and their villages."""
