"""Fanscope backend: REST API, store, live events and the built dashboard. Never imports torch."""
