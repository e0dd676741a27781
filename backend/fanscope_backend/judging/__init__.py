"""How checks are judged: once, by their own gates, by whoever ends the last of their runs."""
