"""Ticks, steps, scales: where things stand."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from fanscope.figures.density_axis import DensityAxis, shared_axis, spans_decades, symlog_ticks
from fanscope.figures.grid import Grid
from fanscope.figures.only_step import OnlyStepAxis
from fanscope.figures.palette import INKS
from fanscope.figures.scales import linear_scale, log_scale
from fanscope.figures.spacing import spread_out, spread_steps
from fanscope.figures.step_axis import step_axis
from fanscope.figures.ticks import linear_ticks, log_ticks, power_of_ten, symmetric_ticks


def test_log_ticks_are_thinned_powers_of_ten() -> None:
    values, texts = log_ticks(-2.1, 17.3, 7)
    assert len(values) <= 7
    assert all(math.log10(value) == round(math.log10(value)) for value in values)
    assert all(text.startswith("10<sup>") for text in texts)
    bare = [re.sub("<[^>]*>", "", text) for text in log_ticks(-2, 1)[1]]
    assert bare == ["10−2", "10−1", "100", "101"]


def test_exponents_are_as_large_as_other_text() -> None:
    """Plotly draws what stands in ``<sup>`` at 70 % of 13 px unless it says its own size."""
    assert re.findall(r"<sup>.*font-size:(\d+)px", power_of_ten(-3)) == ["13"]


def test_log_ticks_within_a_decade_are_plain() -> None:
    values, texts = log_ticks(math.log10(0.4), math.log10(3))
    assert values == pytest.approx([0.5, 1, 2])
    assert texts == ["0.5", "1", "2"]


@pytest.mark.parametrize(("low", "high"), [(2.05, 3.1), (1.1, 1.9), (5.5, 9.4), (0.11, 0.19)])
def test_a_log_axis_of_a_part_of_a_decade_has_two_ticks(low: float, high: float) -> None:
    values, texts = log_ticks(math.log10(low), math.log10(high))
    assert len(values) >= 2
    assert all(low <= value <= high for value in values)
    assert [float(text) for text in texts] == pytest.approx(values)


def test_linear_ticks_are_round() -> None:
    values, texts = linear_ticks(-1, 1, 3)
    assert values == [-1, 0, 1]
    assert texts == ["−1", "0", "1"]
    assert symmetric_ticks(4.2) == ([-2, 0, 2], ["−2", "0", "2"])


@pytest.mark.parametrize(("low", "high"), [(0, 4.6), (0, 0.97), (-0.4, 4.4), (3.1, 4.9), (-7e5, 0)])
@pytest.mark.parametrize("most", [2, 3, 5])
def test_a_linear_axis_never_has_one_tick_alone(low: float, high: float, most: int) -> None:
    values, texts = linear_ticks(low, high, most)
    assert 2 <= len(values) <= max(most, 3)
    assert low <= values[0] < values[-1] <= high
    assert [float(text.replace("−", "-")) for text in texts] == pytest.approx(values)


def test_a_symlog_axis_of_less_than_a_decade_names_a_power() -> None:
    values, _ = symlog_ticks(-6.6e6, 6.6e6, 9e5, 3)
    assert values == [-1e6, 0, 1e6]


def test_step_zero_has_a_place_of_its_own() -> None:
    axis = step_axis([0, 1, 10, 600])
    zero, one, ten, last = axis.place([0, 1, 10, 600])
    assert zero < one == 0
    assert (one, ten) == (0, pytest.approx(1))
    assert last == pytest.approx(math.log10(600))
    assert axis.range[0] < zero
    assert axis.range[1] > last


def test_steps_that_begin_late_keep_the_gap_small() -> None:
    axis = step_axis([0, 500, 1000])
    assert axis.place([0])[0] == pytest.approx(math.log10(500) - 0.2)


def test_only_step_zero_leaves_room() -> None:
    axis = step_axis([0])
    assert axis.range[1] > axis.place([0])[0]


def test_where_only_step_0_was_recorded_it_has_the_axis_to_itself() -> None:
    """Step 0 in the middle of theory's dash, names beside it; there is no step 1 or 10 to see."""
    axis = OnlyStepAxis()
    (zero,) = axis.place([0])
    low, high = axis.range
    assert zero == (low + high) / 2
    assert low < axis.theory[0] < zero < axis.theory[1] <= axis.end_of(0) < high
    assert "only step 0 was recorded" in axis.words
    assert axis.axis(INKS["light"], most=7, name=None)["ticktext"] == ["0"]


def test_scales_hold_their_values_and_survive_none() -> None:
    scale = log_scale([1e-3, 50.0, math.inf, math.nan, 0.0, -1.0])
    assert scale.bottom < 1e-3
    assert scale.top > 50
    assert scale.place(1e9) == scale.high
    assert scale.place(0) == scale.low
    assert log_scale([]).low < log_scale([]).high
    assert linear_scale([math.nan]).high > 0
    assert linear_scale([2.0, 4.0]).low == 0


def test_density_axis_takes_the_decades() -> None:
    narrow = np.array([-3, -2, -1.6, 0, 1.6, 2, 3]) * 1e-2
    wide = narrow * 1e5
    assert spans_decades([narrow, wide])
    assert not spans_decades([narrow, 2 * narrow])
    axis = shared_axis([narrow, wide], logarithmic=True)
    assert axis.threshold is not None
    assert axis.threshold < 0.01
    assert (np.diff(axis.edges) > 0).all()
    places = axis.place(axis.edges)
    assert np.diff(places) == pytest.approx(np.diff(places)[0])
    assert DensityAxis(0, 2).place(np.array([1.0])) == [1.0]


@pytest.mark.parametrize(("panels", "columns"), [(6, 6), (6, 2), (5, 3), (1, 1)])
def test_panels_do_not_overlap(panels: int, columns: int) -> None:
    grid = Grid(3, panels, columns, heading_px=30, caption_px=20, panel_px=80, foot_px=26)
    cells = list(grid.cells())
    assert len(cells) == 3 * panels
    for cell in cells:
        assert 0 <= cell.x[0] < cell.x[1] <= 1
        assert 0 <= cell.y[0] < cell.y[1] <= 1
        assert (cell.y[1] - cell.y[0]) * grid.height == pytest.approx(80)
    for one in cells:
        for other in cells[one.number :]:
            beside = one.x[1] <= other.x[0] or other.x[1] <= one.x[0]
            assert beside or one.y[0] >= other.y[1] or other.y[0] >= one.y[1]
    assert len({cell.axes for cell in cells}) == len(cells)


def test_spreading_keeps_both_ends() -> None:
    assert spread_out("abcdefghij", 4) == ("a", "d", "g", "j")
    assert spread_out("abc", 4) == ("a", "b", "c")
    steps = spread_steps(np.arange(1000), 20)
    assert steps[0] == 0
    assert steps[-1] == 999
    assert steps.size <= 20
    assert (np.diff(steps) > 0).all()
