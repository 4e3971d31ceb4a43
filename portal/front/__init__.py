"""Public pages that several rooms make together: home figures, an organisation's page, the catalogue."""
