"""docs/ci.md: every block is what it says it is."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from fanscope.checks.settings import Settings
from fanscope.checks.thresholds import combine
from fanscope.cli.check import check

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/ci.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def _blocks(language: str) -> list[str]:
    found = [text for kind, text in BLOCKS if kind == language]
    assert found
    return found


def _commands() -> list[list[str]]:
    lines = [line for text in (*_blocks("sh"), *_blocks("make")) for line in text.splitlines()]
    hooks = [line.partition("entry: ")[2] for line in TEXT.splitlines() if "entry: " in line]
    scripts = [line.strip(" -") for text in _blocks("yaml") for line in text.splitlines()]
    words = [
        shlex.split(line, comments=True) for line in (*lines, *hooks, *scripts) if "check" in line
    ]
    return [line[line.index("fanscope") + 2 :] for line in words if line[:1] and "fanscope" in line]


@pytest.mark.parametrize("text", _blocks("yaml"))
def test_yaml_can_be_read(text: str) -> None:
    assert isinstance(yaml.safe_load(text), dict)


def test_the_action_knows_the_inputs_of_the_workflow() -> None:
    inputs = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
    (workflow,) = [text for text in _blocks("yaml") if "runs-on" in text]
    steps = yaml.safe_load(workflow)["jobs"]["init-health"]["steps"]
    (step,) = [step for step in steps if "fanscope" in step["uses"]]
    assert set(step["with"]) <= set(inputs)
    combine(None, {}, step["with"]["rules"].split(), file=None)


def test_the_table_of_settings_is_one() -> None:
    (text,) = _blocks("toml")
    table = tomllib.loads(text)["tool"]["fanscope"]
    settings = Settings.model_validate(table)
    combine(settings.thresholds, settings.rules, (), file=Path("pyproject.toml"))


@pytest.mark.parametrize("words", _commands(), ids=" ".join)
def test_commands_have_options_that_there_are(words: list[str]) -> None:
    context = click.Context(check)
    options, _, _ = check.make_parser(context).parse_args(list(words))
    combine(None, {}, options.get("rules") or (), file=None)


def test_commands_are_found() -> None:
    assert len(_commands()) >= 12


def test_every_output_is_told_of() -> None:
    for name in ("--json", "--junit", "--sarif", "--markdown", "--repaired", "--save-baseline"):
        assert f"`{name}" in TEXT
