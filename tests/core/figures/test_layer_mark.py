"""Pointing at one layer of a figure by depth."""

from __future__ import annotations

import pytest

from fanscope.figures import FigureOptions, build
from support.synthetic import make_result, spec_of

BY_DEPTH = ("variance-by-depth", "gradient-by-depth", "between-input-variance")


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", BY_DEPTH)
def test_the_band_lies_behind_the_layer_that_is_named(name: str, *, narrow: bool) -> None:
    result = make_result(spec_of(["xavier"]), frames=1)
    for place, layer in enumerate(result.layers):
        figure = build(name, result, FigureOptions(mark=layer, narrow=narrow))
        (band,) = figure["layout"]["shapes"]
        start, end = figure["layout"]["xaxis"]["range"]
        assert start <= band["x0"] < place < band["x1"] <= end
        assert any(f"{layer}: here" in words["text"] for words in figure["layout"]["annotations"])


def test_the_mark_needs_room_above_the_panel_and_takes_none_without_one() -> None:
    result = make_result(spec_of(["xavier"]), frames=1)
    plain = build("variance-by-depth", result, FigureOptions())
    marked = build("variance-by-depth", result, FigureOptions(mark="main.1"))
    stranger = build("variance-by-depth", result, FigureOptions(mark="<b>nowhere</b>"))
    assert marked["layout"]["margin"]["t"] > plain["layout"]["margin"]["t"]
    assert stranger == plain
