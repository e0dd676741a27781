"""Numbers as people say them."""

from __future__ import annotations

import math

import pytest

from fanscope.wording import plain, say, say_list, say_percent, say_percents


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (470.2, "470"),
        (0.03534, "0.0353"),
        (1.5e16, "1.5e16"),
        (2.64e-4, "2.64e-4"),
        (-3.0, "-3"),
        (0.0, "0"),
        (99_960.0, "1e5"),
        (12_345.0, "12 300"),
        (math.inf, "non-finite"),
        (math.nan, "non-finite"),
        (None, "unknown"),
    ],
)
def test_three_significant_digits(value: float | None, text: str) -> None:
    assert say(value) == text


def test_percentages_keep_almost_apart_from_all() -> None:
    assert [say_percent(f) for f in (0, 0.004, 0.5, 0.996, 1)] == [
        "0 %",
        "< 1 %",
        "50 %",
        "> 99 %",
        "100 %",
    ]
    assert say_percents(0.92, 0.94) == "92 to 94 %"
    assert say_percents(0.921, 0.923) == "92 %"


def test_lists_and_plain_numbers() -> None:
    assert say_list(["a"]) == "a"
    assert say_list(["a", "b", "c"]) == "a, b and c"
    assert [plain(value) for value in (1.5, math.nan, math.inf, None)] == [1.5, None, None, None]
