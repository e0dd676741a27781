"""``fanscope datasets``: what can be trained on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.table import Table

from fanscope.cli.output import format_option, print_json, stdout

if TYPE_CHECKING:
    from fanscope.datasets import DatasetInfo


def _say_classes(info: DatasetInfo) -> str:
    return str(info.classes) if info.classes else "yours" if not info.targets else "none"


@click.command()
@format_option
def datasets(format_: str) -> None:
    """List the data sets; those that need files look for them in FANSCOPE_DATA, then download them."""
    from fanscope.datasets import catalogue

    infos = catalogue()
    if format_ == "json":
        print_json({"items": [asdict(info) for info in infos]})
        return
    table = Table()
    for column in ("name", "features", "classes", "examples", "files", "summary"):
        table.add_column(column, overflow="fold")
    for info in infos:
        sizes = (str(info.features), _say_classes(info), f"{info.num_train} + {info.num_test}")
        files = "\n".join(f"{info.name}/{file.name}" for file in info.files)
        table.add_row(info.name, *sizes, files or "none needed", info.summary)
    stdout().print(table)
