"""Lists of things with much to say: a name, a title, and paragraphs below them, at any width."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

INDENT = 4


def print_entry(console: Console, name: str, title: str, paragraphs: Sequence[str]) -> None:
    """Print one entry: the name in bold, its title beside it, each paragraph wrapped below."""
    console.print(Text.assemble((name, "bold"), "  ", title))
    for paragraph in paragraphs:
        console.print(Padding(Text(paragraph), (0, 0, 0, INDENT)))
