"""One rule a file: what it looks at, what it says, which bounds it has."""
