"""Text inside figures: escaped, cut to fit, readable."""

from __future__ import annotations

import html

TEXT_PX = 13
CHARACTER_PX = 8.0
"""Width of a character of a bold label, on the safe side."""


def escape(text: str) -> str:
    """Return text that Plotly shows as it is written.

    Plotly renders a subset of HTML in labels and reads ``%{...}`` in hover templates; control characters
    would break the SVG.
    """
    visible = "".join(c if c.isprintable() else "�" for c in text)
    return html.escape(visible, quote=False).replace("%{", "%\u200b{")


def cut(text: str, characters: int) -> str:
    """Return text of at most so many characters, the end replaced by an ellipsis."""
    return text if len(text) <= characters else text[: max(1, characters - 1)] + "…"


def colored(text: str, color: str, *, bold: bool = False) -> str:
    """Return escaped text in a color."""
    inner = f"<b>{escape(text)}</b>" if bold else escape(text)
    return f'<span style="color:{color}">{inner}</span>'
