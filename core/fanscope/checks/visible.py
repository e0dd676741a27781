"""Hostile text made harmless: names of layers and schemes are the user's, and end up in terminals, XML and tables."""

from __future__ import annotations

import re

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, line separators, marks that turn the direction of writing, lone surrogates, and what XML 1.0 cannot hold."""
_BEYOND = re.compile("[\U0001fffe\U0001ffff]|[\U000e0000-\U000e007f]")


def visible(text: str) -> str:
    r"""Return the text on one line, every character that cannot be seen written out: ``\n``, ``\x1b``, ``\u202e``.

    The result holds nothing that moves a cursor, ends a line, reverses the direction of writing or is not XML 1.0.
    """
    return _BEYOND.sub(_write_out, _HIDDEN.sub(_write_out, text))


def _write_out(match: re.Match[str]) -> str:
    return match.group().encode("unicode_escape", errors="backslashreplace").decode("ascii")
