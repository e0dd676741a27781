"""Close matches for what was misspelt."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

_MAX_LENGTH = 50


def suggest(word: object, known: Sequence[str]) -> str:
    """Return ``; did you mean tanh?`` where one of ``known`` is close to the word, else nothing."""
    if not isinstance(word, str):
        return ""
    close = get_close_matches(word[:_MAX_LENGTH].lower(), known, n=1)
    return f"; did you mean {close[0]}?" if close and close[0] != word else ""
