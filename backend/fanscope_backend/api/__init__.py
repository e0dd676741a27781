"""The REST API: one resource a file, no SQL."""
