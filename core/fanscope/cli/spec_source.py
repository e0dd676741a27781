"""Reading the SPEC argument: a file, ``-`` for standard input, or a preset."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fanscope.errors import SpecError

if TYPE_CHECKING:
    from fanscope.spec import ExperimentSpec

PREFIX = "preset:"

spec_argument = click.argument("source", metavar="SPEC")


def read_spec(source: str, **overrides: int | None) -> ExperimentSpec:
    """Return the spec that the user names.

    Args:
        source: A path, ``-``, ``preset:NAME``, or a preset's name where there is no such file.
        **overrides: ``seeds`` and ``steps`` that replace what the spec says; None leaves it.

    Raises:
        SpecError: The spec is wrong, or there is none of that name.
        OSError: The file cannot be read.
    """
    from fanscope.parsing import parse_spec

    return override(_find_preset(source) or parse_spec(_read_text(source)), **overrides)


def override(spec: ExperimentSpec, **overrides: int | None) -> ExperimentSpec:
    """Return the spec with ``seeds`` and ``steps`` replaced; None leaves what the spec says.

    Raises:
        SpecError: The result is no spec.
    """
    from fanscope.parsing import parse_spec

    return parse_spec(_override(spec.model_dump(mode="json"), overrides))


def _read_text(source: str) -> bytes:
    if source == "-":
        return sys.stdin.buffer.read()
    path = Path(source)
    if path.is_dir():
        raise SpecError.at("SPEC", source, "this is a folder; name the spec file inside it")
    return path.read_bytes()


def _find_preset(source: str) -> ExperimentSpec | None:
    is_preset = source.startswith(PREFIX)
    if not is_preset and (source == "-" or Path(source).exists()):
        return None
    from fanscope.presets import presets
    from fanscope.suggestions import suggest

    by_name = {preset.name: preset.spec for preset in presets()}
    name = source.removeprefix(PREFIX)
    if name in by_name:
        return by_name[name]
    way_out = f"{suggest(name, tuple(by_name)) or ';'} `fanscope presets` lists all {len(by_name)}"
    if is_preset:
        raise SpecError.at("SPEC", name, f"there is no such preset{way_out}")
    raise SpecError.at("SPEC", source, f"there is no such file, nor a preset of that name{way_out}")


def _override(spec: dict[str, Any], overrides: dict[str, int | None]) -> dict[str, Any]:
    """Return the spec with the overrides that were given."""
    given = {name: value for name, value in overrides.items() if value is not None}
    if "steps" in given:
        _set_steps(spec, given["steps"])
    if "seeds" in given:
        spec["seeds"] = given["seeds"]
    return spec


def _set_steps(spec: dict[str, Any], steps: int) -> None:
    """Change the number of steps; listed recording steps beyond it are left out."""
    spec["training"]["steps"] = steps
    record = spec["record"]
    if record["schedule"] == "listed":
        record["steps"] = [step for step in record["steps"] if step <= steps] or [0]
