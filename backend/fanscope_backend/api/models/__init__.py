"""What goes over the wire. Response models have no defaults, so that generated clients mark nothing optional."""
