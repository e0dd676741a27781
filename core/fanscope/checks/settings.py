"""``[tool.fanscope]`` of the nearest ``pyproject.toml``: a project's own defaults for its checks.

    [tool.fanscope]
    target = "specs/mnist.yaml"
    fail-on = "warning"
    seeds = 5
    baseline = "init-baseline.json"

    [tool.fanscope.rules]
    FS101 = "off"
    FS104 = {severity = "warning", bounds = {ratio = 0.005}}

What the command line says stands above what the file says. Paths are relative to the file.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fanscope.errors import Issue, SpecError, shorten
from fanscope.suggestions import suggest
from fanscope.verdicts import Preset, Severity

FILE = "pyproject.toml"
TABLE = "tool.fanscope"


def _to_kebab(name: str) -> str:
    return name.replace("_", "-")


class Settings(BaseModel):
    """The table; None where a key is not there.

    Attributes:
        target: What ``fanscope check`` checks where nothing is named.
        fail_on: The mildest severity that fails a check.
        thresholds: Preset of bounds.
        rules: Differences from the preset, as :class:`fanscope.verdicts.Thresholds` has them.
        seeds: How many times each scheme is drawn.
        steps: Updates that are judged as well.
        input: Shape of one example, for modules.
        batch: ``package.module:callable`` that returns a batch, for modules.
        zeros: Patterns of layers that are meant to say nothing at first, for modules.
        baseline: File that a check is compared with.
        server: Address of the server that checks; None for this process.
        project: Whose history a check on a server belongs to.
        rules_url: Address of the folder with a page for each rule.
        file: Where the table was found, None where there is none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=_to_kebab)

    target: str | None = None
    fail_on: Severity | None = None
    thresholds: Preset | None = None
    rules: dict[str, Any] = {}
    seeds: int | None = Field(default=None, ge=1, le=1000)
    steps: int | None = Field(default=None, ge=0)
    input: tuple[int, ...] | None = None
    batch: str | None = None
    zeros: tuple[str, ...] = ()
    baseline: Path | None = None
    server: str | None = None
    project: str | None = None
    rules_url: str | None = None
    file: Path | None = Field(default=None, exclude=True, alias="(file)")


KEYS = tuple(_to_kebab(name) for name in Settings.model_fields if name != "file")


def read_settings(folder: Path) -> Settings:
    """Return the nearest ``[tool.fanscope]``, looked for in ``folder`` and upward; defaults where there is none.

    Raises:
        SpecError: The file is no TOML, or the table has an unknown key or a value that does not fit; the field names
            the file and the key.
    """
    for place in (folder.absolute(), *folder.absolute().parents):
        path = place / FILE
        if path.is_file():
            table = _read_table(path)
            if table is not None:
                return _validate(table, path)
    return Settings()


def _read_table(path: Path) -> dict[str, Any] | None:
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SpecError([Issue(str(path), "", f"is no TOML: {error}")]) from None
    table = document.get("tool", {}).get("fanscope")
    if table is None or isinstance(table, dict):
        return table
    raise SpecError.at(f"{path}: {TABLE}", table, "must be a table")


def _validate(table: dict[str, Any], path: Path) -> Settings:
    unknown = [key for key in table if key not in KEYS]
    if unknown:
        raise SpecError([_complain_of_key(path, key, table[key]) for key in unknown])
    try:
        settings = Settings.model_validate({**table, "(file)": path})
    except ValidationError as error:
        raise SpecError([_retell(path, details) for details in error.errors()]) from None
    if settings.baseline is None:
        return settings
    return settings.model_copy(update={"baseline": path.parent / settings.baseline})


def _complain_of_key(path: Path, key: str, value: Any) -> Issue:
    way_out = suggest(key, KEYS) or f"; the keys are {', '.join(KEYS)}"
    return Issue(f"{path}: {TABLE}.{key}", shorten(value), f"unknown key{way_out}")


def _retell(path: Path, details: Any) -> Issue:
    place = ".".join(str(part) for part in details["loc"])
    message = str(details["msg"])
    return Issue(
        f"{path}: {TABLE}.{place}", shorten(details["input"]), message[:1].lower() + message[1:]
    )
