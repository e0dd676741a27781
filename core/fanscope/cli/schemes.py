"""``fanscope schemes``: the catalogue of initializations."""

from __future__ import annotations

from dataclasses import asdict

import click
from rich.table import Table
from rich.text import Text

from fanscope.cli.formula import to_text
from fanscope.cli.output import format_option, print_json, stdout


@click.command()
@format_option
def schemes(format_: str) -> None:
    """List the initialization schemes, each with its formula and source."""
    from fanscope.schemes import catalogue

    infos = catalogue()
    if format_ == "json":
        print_json({"items": [asdict(info) for info in infos]})
        return
    table = Table()
    for column in ("name", "title", "formula", "source"):
        table.add_column(column, overflow="fold")
    for info in infos:
        table.add_row(info.name, info.title, Text(to_text(info.formula)), info.reference)
    stdout().print(table)
