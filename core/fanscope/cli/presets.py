"""``fanscope presets``: specs to begin from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fanscope.cli.entries import print_entry
from fanscope.cli.output import format_option, print_json, stdout
from fanscope.cli.spec_source import PREFIX, read_spec

if TYPE_CHECKING:
    from fanscope.presets import Preset

EPILOG = """\b
Examples:
  fanscope presets
  fanscope presets digits-hypernetwork > spec.yaml
"""


@click.command(epilog=EPILOG)
@click.argument("name", required=False)
@format_option
def presets(name: str | None, format_: str) -> None:
    """List the presets, or print the spec of the one called NAME."""
    if name is not None:
        _print_spec(name, format_)
        return
    from fanscope import presets as catalogue

    items = catalogue.presets()
    if format_ == "json":
        print_json({"items": [_document(item) for item in items]})
        return
    console = stdout()
    for item in items:
        print_entry(console, item.name, item.title, [item.summary])


def _print_spec(name: str, format_: str) -> None:
    from fanscope.parsing import dump_yaml

    spec = read_spec(PREFIX + name.removeprefix(PREFIX))
    if format_ == "json":
        print_json(spec.model_dump(mode="json"))
    else:
        click.echo(dump_yaml(spec), nl=False)


def _document(preset: Preset) -> dict[str, Any]:
    return {
        "name": preset.name,
        "title": preset.title,
        "summary": preset.summary,
        "spec": preset.spec.model_dump(mode="json"),
    }
