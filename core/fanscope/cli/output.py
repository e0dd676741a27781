"""What all commands print with: JSON or tables on stdout, progress on stderr."""

from __future__ import annotations

from typing import Any

import click
import orjson
from rich.console import Console
from rich.table import Table
from rich.text import Text

from fanscope.wording import say

GAP = 2
"""Blanks between the columns of a table."""

format_option = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Tables for people, or JSON alone on stdout.",
)


def print_json(document: Any) -> None:
    """Print a document; numbers that are not finite become null."""
    options = orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY
    click.echo(orjson.dumps(document, option=options))


def stdout() -> Console:
    """Return the console for results; a pipe gets plain text as wide as it needs."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=200)


def stderr() -> Console:
    """Return the console for progress and remarks."""
    return Console(stderr=True, highlight=False)


def start_table(title: Text | None = None) -> Table:
    """Return a table without lines, so that seven columns of numbers fit in 80 characters."""
    return Table(
        title=title,
        title_justify="left",
        caption_justify="left",
        box=None,
        padding=(0, GAP, 0, 0),
        pad_edge=False,
        header_style="dim",
    )


def number(value: float | None) -> str:
    """Return a number as people say it; a dash where there is none."""
    return "–" if value is None else say(value)
