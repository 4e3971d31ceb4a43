"""The program that the Inspectorate runs on its own computer; the portal only hands it out."""
