"""Bars in text."""

from __future__ import annotations

from fanscope.checks.sparkline import Scale, sparkline


def test_heights_are_logarithms() -> None:
    values = (1e-4, 1e-2, 1.0, 1e4)
    assert sparkline(values, Scale.over(values)) == "▁▃▅█"


def test_small_changes_look_small() -> None:
    values = (1.0, 1.1, 0.95)
    assert len(set(sparkline(values, Scale.over(values)))) <= 2


def test_what_is_no_positive_number_is_a_dot() -> None:
    assert sparkline((0.0, None, -1.0), Scale.over(())) == "···"


def test_many_layers_keep_their_ends() -> None:
    values = (1e9, *[1.0] * 100, 1e-9)
    bars = sparkline(values, Scale.over(values))
    assert len(bars) == 12
    assert bars[0] == "█"
    assert bars[-1] == "▁"
