"""``fanscope schemes``, ``presets`` and ``datasets``."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from fanscope import datasets, presets, schemes
from fanscope.cli.formula import to_text
from fanscope.parsing import parse_spec

Fanscope = Callable[..., Result]
NAMES = {
    "schemes": [info.name for info in schemes.catalogue()],
    "presets": [preset.name for preset in presets.presets()],
    "datasets": [info.name for info in datasets.catalogue()],
}


@pytest.mark.parametrize("command", NAMES)
def test_everything_is_listed(fanscope: Fanscope, command: str) -> None:
    text = fanscope(command).stdout
    items = json.loads(fanscope(command, "--format", "json").stdout)["items"]
    assert [item["name"] for item in items] == NAMES[command]
    assert all(name in text for name in NAMES[command])


def test_schemes_that_fit_a_spec_come_first(fanscope: Fanscope) -> None:
    source = "preset:mnist-hypernetwork"
    items = json.loads(fanscope("schemes", "--for", source, "--format", "json").stdout)["items"]
    fits = [item["why_not"] is None for item in items]
    assert fits == sorted(fits, reverse=True)
    assert sorted(item["name"] for item in items) == sorted(NAMES["schemes"])
    reasons = {item["name"]: item["why_not"] for item in items}
    assert reasons["hyperfan-in"] is None
    assert "here they are generated" in reasons["siren"]
    text = " ".join(fanscope("schemes", "--for", source).stdout.split())
    assert "hyperfan-in" in text
    assert "ordinary network" in text


def test_schemes_for_no_spec_is_an_error(fanscope: Fanscope) -> None:
    assert fanscope("schemes", "--for", "preset:nothing").exit_code == 2


@pytest.mark.parametrize("name", NAMES["presets"])
def test_a_preset_is_printed_as_a_spec_to_begin_from(fanscope: Fanscope, name: str) -> None:
    expected = next(preset.spec for preset in presets.presets() if preset.name == name)
    assert parse_spec(fanscope("presets", name).stdout) == expected
    assert parse_spec(fanscope("presets", name, "--format", "json").stdout) == expected


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\mathrm{Var}(W) = \frac{2}{d_\mathrm{in} + 1}", "Var(W) = 2/(d_in + 1)"),
        (r"\frac{1}{\sqrt{d}}", "1/(√d)"),
        (r"W^\top W = c\,I", "Wᵀ W = c I"),
        (r"\mathcal{N}\left(0, \mathrm{std}^2\right)", "N(0, std²)"),
    ],
)
def test_formulas_can_be_read_without_a_typesetter(latex: str, text: str) -> None:
    assert to_text(latex) == text


@pytest.mark.parametrize("name", NAMES["schemes"])
def test_no_command_is_left_in_a_formula(name: str) -> None:
    (info,) = (info for info in schemes.catalogue() if info.name == name)
    assert not set(r"\{}") & set(to_text(info.formula))
