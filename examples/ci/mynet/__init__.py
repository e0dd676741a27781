"""A sample package: one network, made by a factory."""
