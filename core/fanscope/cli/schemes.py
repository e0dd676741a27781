"""``fanscope schemes``: the catalogue of initializations."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from fanscope.cli.entries import print_entry
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
    console = stdout()
    for info in infos:
        print_entry(
            console, info.name, info.title, [f"{to_text(info.formula)}  [{info.reference}]"]
        )


def _print_fits(fits: Sequence[Fit], format_: str) -> None:
    if format_ == "json":
        print_json({"items": [{**asdict(fit.info), "why_not": fit.why_not} for fit in fits]})
        return
    console = stdout()
    console.print(f"These {sum(fit.why_not is None for fit in fits)} of {len(fits)} schemes fit:")
    for fit in fits:
        if fit.why_not is None:
            print_entry(console, fit.info.name, fit.info.title, [])
    console.print("\nThese do not:")
    for fit in fits:
        if fit.why_not is not None:
            print_entry(console, fit.info.name, fit.info.title, [fit.why_not])
