"""Text for people: complete, as wide as asked for, and harmless in a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from rich.cells import cell_len

from fanscope.checks import CheckReport
from fanscope.checks.text import render
from support.checks import BROKEN, MILD, hostile_reports, make_report


@settings(deadline=None)
@given(report=hostile_reports())
def test_nothing_moves_the_cursor(report: CheckReport) -> None:
    for line in render(report).splitlines():
        assert not [char for char in line if unicodedata.category(char) in ("Cc", "Cs")]


@pytest.mark.parametrize("width", [80, 120])
def test_fits_the_width(width: int) -> None:
    text = render(make_report(BROKEN, MILD), width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_says_what_failed_where_and_how_to_mend_it() -> None:
    text = render(make_report(BROKEN, MILD))
    for words in (
        "FAILED  spec.yaml (A spec)",
        "✓  hyperfan-in  healthy",
        "✗ error  FS101 exploding-activations  begins in layer main.0",
        BROKEN.explanation,
        "measured 746, predicted 781, bound 15.7",
        "FS108 saturated-units  (tolerated)",
        "To repair: Use hyperfan-in.",
        "1 of 2 schemes failed: 1 error.",
        "fanscope check spec.yaml --repaired repaired.yaml",
    ):
        assert words in text
    assert text.count("To repair") == 1


def test_says_what_passed() -> None:
    text = render(make_report())
    assert text.startswith("PASSED  spec.yaml")
    assert "Healthy: no rule found a fault." in text
    assert "only errors fail this check" in render(make_report(MILD))
