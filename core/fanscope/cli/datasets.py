"""``fanscope datasets``: what can be trained on."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from fanscope.cli.entries import print_entry
from fanscope.cli.output import format_option, print_json, stdout

if TYPE_CHECKING:
    from fanscope.datasets import DatasetInfo


def _say_sizes(info: DatasetInfo) -> str:
    if not info.num_train:
        return "your own examples and classes"
    asked = f"{info.classes} classes" if info.classes else f"{info.targets} numbers to predict"
    shape = f" ({'×'.join(map(str, info.shape))})" if info.shape else ""
    tests = f", {info.num_test:,} to test" if info.num_test else ""
    return (
        f"{info.features:,} features{shape}, {asked}; {info.num_train:,} examples to train{tests}"
    )


def _say_files(info: DatasetInfo) -> str:
    if not info.files:
        return "no download"
    return f"files in {info.name}/: {', '.join(file.name for file in info.files)}"


@click.command()
@format_option
def datasets(format_: str) -> None:
    """List the data sets; those that need files look for them in FANSCOPE_DATA, then download them."""
    from fanscope.datasets import catalogue

    infos = catalogue()
    if format_ == "json":
        print_json({"items": [asdict(info) for info in infos]})
        return
    console = stdout()
    for info in infos:
        print_entry(
            console, info.name, info.title, [_say_sizes(info), info.summary, _say_files(info)]
        )
