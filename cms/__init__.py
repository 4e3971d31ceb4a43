"""Published content: pages, building blocks and the disclosures that the law asks for."""
