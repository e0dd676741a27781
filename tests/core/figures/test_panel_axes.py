"""Which panels share an axis: equal quantities do, unless one scheme has exploded."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.figures import FigureOptions, build
from fanscope.figures.density_panel import Panel, Range
from fanscope.figures.panel_axes import PanelAxes, companies_of
from support.synthetic import make_result, spec_of


def panel_of(scheme: str, size: float, range_: Range = "positive") -> Panel:
    """Return a panel without a histogram whose quantiles are those of something ``size`` wide."""
    low = 0.0 if range_ == "positive" else -1.0
    quantiles = size * np.array([3 * low, 2 * low, 1.6 * low, 0.1, 1.6, 2, 3])
    return Panel(scheme, "main.0", None, quantiles, range_, 0, size, 0, 0)


def test_an_exploded_scheme_leaves_the_others_their_axis() -> None:
    healthy, larger, exploded = panel_of("a", 1), panel_of("b", 100), panel_of("c", 1e32)
    axes = PanelAxes([healthy, larger, exploded], FigureOptions())
    assert axes.companies == (("a", "b"), ("c",))
    assert axes.of(healthy) == axes.of(larger), "equal quantities share"
    assert axes.of(healthy).high == pytest.approx(300)
    assert axes.of(exploded).high == pytest.approx(3e32)


def test_within_a_million_everything_shares() -> None:
    panels = [panel_of("a", 1), panel_of("b", 1e3), panel_of("c", 0.9e6)]
    axes = PanelAxes(panels, FigureOptions())
    assert len({axes.of(panel) for panel in panels}) == 1
    assert axes.logarithmic


def test_each_range_is_logarithmic_for_itself() -> None:
    wide = [panel_of("a", 1), panel_of("a", 1e4)]
    output = panel_of("a", 2, "signed")
    axes = PanelAxes([*wide, output], FigureOptions())
    assert axes.of(wide[0]).threshold is not None
    assert axes.of(output).threshold is None


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_the_reader_s_scale_goes_before_ours(scale: str) -> None:
    panel = panel_of("a", 1)
    axes = PanelAxes([panel], FigureOptions(scale="log" if scale == "log" else "linear"))
    assert (axes.of(panel).threshold is not None) is (scale == "log")


def test_companies_are_counted_from_their_smallest() -> None:
    sizes = {"x": 1e20, "a": 0.0, "b": 1.0, "c": 1e5, "d": 1e7}
    assert companies_of(sizes) == (("a", "b", "c"), ("d",), ("x",))
    assert companies_of({}) == ()


def test_rows_with_axes_of_their_own_say_so() -> None:
    spec = spec_of(["kaiming", "hyperfan-in"], activation="relu", seeds=1)
    figure = build("activations", make_result(spec, frames=3, sample=50))
    notes = " ".join(note["text"] for note in figure["layout"]["annotations"])
    assert "the values of kaiming are over a million times larger" in notes
    ends = [figure["layout"][name]["range"][1] for name in ("xaxis", "xaxis7")]
    assert ends[0] != ends[1], "first panel of either scheme"
