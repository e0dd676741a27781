"""``fanscope schemes``: the catalogue of initializations."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from fanscope.cli.formula import to_text
from fanscope.cli.output import format_option, print_json, stdout
from fanscope.cli.spec_source import read_spec

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fanscope.schemes import Fit

EPILOG = """\b
Examples:
  fanscope schemes
  fanscope schemes --for preset:mnist-hypernetwork
  fanscope schemes --for spec.yaml --format json | jq '.items[] | select(.why_not == null).name'
"""


@click.command(epilog=EPILOG)
@click.option(
    "--for",
    "source",
    metavar="SPEC",
    help="List first what fits the network of a spec, and say why the rest does not.",
)
@format_option
def schemes(source: str | None, format_: str) -> None:
    """List the initialization schemes, each with its formula and source."""
    from fanscope.layout import lay_out
    from fanscope.schemes import catalogue, list_fitting

    if source is not None:
        _print_fits(list_fitting(lay_out(read_spec(source).network)), format_)
        return
    infos = catalogue()
    if format_ == "json":
        print_json({"items": [asdict(info) for info in infos]})
        return
    table = _start_table("name", "title", "formula", "source")
    for info in infos:
        table.add_row(info.name, info.title, Text(to_text(info.formula)), info.reference)
    stdout().print(table)


def _print_fits(fits: Sequence[Fit], format_: str) -> None:
    if format_ == "json":
        print_json({"items": [{**asdict(fit.info), "why_not": fit.why_not} for fit in fits]})
        return
    table = _start_table("name", "title", "fits")
    for fit in fits:
        table.add_row(fit.info.name, fit.info.title, Text(fit.why_not or "yes"))
    stdout().print(table)


def _start_table(*columns: str) -> Table:
    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
