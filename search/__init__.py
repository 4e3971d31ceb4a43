"""Finding disclosures, petitions, organisations and pages: one interface over three engines."""
