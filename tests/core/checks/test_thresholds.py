"""``--rule`` above ``[tool.fanscope.rules]``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fanscope.checks.thresholds import combine
from fanscope.errors import SpecError
from fanscope.verdicts import Thresholds, find_rule

FILE = Path("pyproject.toml")


def _combine(*options: str, in_file: dict[str, Any] | None = None) -> Thresholds:
    return combine(None, in_file or {}, options, file=FILE)


def _rule(code: str) -> Any:
    rule = find_rule(code)
    assert rule is not None
    return rule


def test_options_set_severity_and_bounds() -> None:
    thresholds = _combine("FS101=off", "vanishing-gradients.ratio=0.005", "FS105=warning")
    assert thresholds.switch_of(_rule("FS101")) == "off"
    assert thresholds.switch_of(_rule("FS105")) == "warning"
    assert thresholds.bounds_of(_rule("FS104"))["ratio"] == 0.005


def test_options_stand_above_the_file_setting_by_setting() -> None:
    in_file = {"vanishing-gradients": {"severity": "warning", "bounds": {"ratio": 0.004}}}
    thresholds = _combine("FS104=error", in_file=in_file)
    assert thresholds.switch_of(_rule("FS104")) == "error"
    assert thresholds.bounds_of(_rule("FS104"))["ratio"] == 0.004


@pytest.mark.parametrize(
    ("options", "field", "way_out"),
    [
        (["FS999=off"], "--rule", "no such rule"),
        (["exploding-activation=off"], "--rule", "did you mean exploding-activations?"),
        (["FS101"], "--rule", "write FS101=off"),
        (["FS101=maybe"], "--rule", "not one of off, on, warning, error"),
        (["FS104.ratio=small"], "--rule", "a bound is a finite number"),
        (["FS104.ratios=1"], "--rule FS104.ratios", "did you mean ratio?"),
        (["FS104.ratio=nan"], "--rule", "a bound is a finite number"),
        (["FS101=off", "FS101=error"], "--rule", "contradicts --rule FS101=off"),
        (["FS104.ratio=1", "FS104=off"], "--rule", "contradicts --rule FS104=off"),
        (["FS106.low=3"], "--rule FS106.low", "must be below"),
    ],
)
def test_mistakes(options: list[str], field: str, way_out: str) -> None:
    with pytest.raises(SpecError) as caught:
        _combine(*options)
    (issue,) = caught.value.issues
    assert issue.field == field
    assert way_out in issue.message


def test_mistakes_in_the_file_name_it() -> None:
    with pytest.raises(SpecError, match=r"pyproject\.toml: tool\.fanscope\.rules\.FS101"):
        _combine(in_file={"FS101": {"bounds": {"no": 1}}})
    with pytest.raises(SpecError, match=r"pyproject\.toml: tool\.fanscope\.rules\.FS999"):
        _combine(in_file={"FS999": "off"})


def test_an_unknown_preset_is_told_as_an_option() -> None:
    with pytest.raises(SpecError, match=r"^--thresholds"):
        combine("fanscop", {}, [], file=None)
