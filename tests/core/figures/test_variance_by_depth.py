"""The first figure: measured by depth beside theory."""

from __future__ import annotations

from fanscope.figures import FigureOptions, build
from support.synthetic import make_result, spec_of


def test_shows_theory_alone_before_anything_runs() -> None:
    figure = build("variance-by-depth", make_result(spec_of(), with_runs=False))
    dashed = [t for t in figure["data"] if t.get("line", {}).get("dash") == "5px,4px"]
    assert len(dashed) == 4
    assert "predicted" in figure["layout"]["meta"]["summary"]


def test_median_over_seeds_is_the_line() -> None:
    result = make_result(spec_of(["hyperfan-in"]), frames=3)
    figure = build("variance-by-depth", result, FigureOptions(step=0))
    line = next(t for t in figure["data"] if "marker" in t)
    by_hand = sorted(
        run.track.statistic("main.1", "preactivation", "second_moment")[0]
        for run in result.runs
        if run.track
    )[1]
    assert line["y"][1] == by_hand
