"""What all commands print with: JSON or tables on stdout, progress on stderr."""

from __future__ import annotations

from math import isfinite
from typing import Any

import click
import orjson
from rich.console import Console

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


def number(value: float | None) -> str:
    """Return a number in three significant digits; a dash where there is none."""
    if value is None:
        return "–"
    if not isfinite(value):
        return "non-finite"
    return f"{value:.3g}"
