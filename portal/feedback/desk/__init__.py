"""The desk in the admin at which staff read and handle the cases of their own organisation."""
