"""The numbers in the pictures against numpy on the raw values."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from fanscope.figures import FigureOptions, build
from fanscope.figures.merging import merged_at, merged_over
from fanscope.figures.typed_arrays import gapped, significant, typed
from fanscope.frames import Frame, Probe, Track
from fanscope.histogram import Histogram
from fanscope.result import ExperimentResult, RunResult
from fanscope.seed_track import SeedTrack
from support.synthetic import make_result, spec_of, statistics


def decode(array: dict[str, str]) -> NDArray[np.float64]:
    raw = np.frombuffer(base64.b64decode(array["bdata"]), "<" + array["dtype"])
    return raw.astype(np.float64)


def track_of(values: list[NDArray[np.float64]], quantity: Any = "activation") -> Track:
    """Return a track of one probe, one frame for each array."""
    return Track.from_frames(
        Frame(
            step=step,
            loss=1.0,
            accuracy=0.0,
            losses=np.array([1.0 + step], np.float32),
            probes=(Probe("main.0", quantity),),
            statistics=statistics(numbers, quantity, "tanh")[None],
            histograms=(Histogram.from_values(numbers.astype(np.float32)),),
        )
        for step, numbers in enumerate(values)
    )


def result_of(tracks: list[Track]) -> ExperimentResult:
    spec = spec_of(["xavier"], widths=[4, 4, 2], seeds=len(tracks))
    runs = [RunResult(str(i), "xavier", i, "running", track) for i, track in enumerate(tracks)]
    return ExperimentResult(spec, tuple(runs), {})


def test_density_of_a_bounded_activation_matches_numpy() -> None:
    rng = np.random.default_rng(0)
    seeds = [np.tanh(rng.normal(0, 1, 40_000)) for _ in range(2)]
    figure = build(
        "activations", result_of([track_of([s]) for s in seeds]), FigureOptions(layers=("main.0",))
    )
    x, y = decode(figure["data"][0]["x"]), decode(figure["data"][0]["y"])
    edges, heights = x[1:-1], y[1:-2]
    expected, _ = np.histogram(np.concatenate(seeds), bins=edges)
    assert edges == pytest.approx(np.linspace(-1, 1, 33))
    assert heights == pytest.approx(expected / expected.max(), abs=2e-3), "whole recorded bins"
    assert (y[0], y[-1]) == (0, 0)


def test_wide_distributions_keep_one_peak_on_the_symlog_axis() -> None:
    rng = np.random.default_rng(1)
    track = track_of([rng.normal(0, 300, 50_000)], "preactivation")
    options = FigureOptions(layers=("main.0",), scale="log", quantity="preactivation")
    figure = build("activations", result_of([track]), options)
    x, y = decode(figure["data"][0]["x"]), decode(figure["data"][0]["y"])
    middle = np.abs(x) < 0.3 * np.abs(x).max()
    assert y[middle][1:-1].min() > 0.7


def test_bands_are_the_quantiles_of_all_seeds_together() -> None:
    rng = np.random.default_rng(2)
    frames = [[rng.normal(0, 0.1 * (1 + seed), 20_000) for _ in range(2)] for seed in range(2)]
    result = result_of([track_of(values, "generated_weight") for values in frames])
    figure = build("generated-weights", result, FigureOptions(layers=("main.0",)))
    table = figure["layout"]["meta"]["table"]
    row = dict(zip(table["columns"], table["rows"][1], strict=True))
    together = np.concatenate([values[1] for values in frames])
    for percent in (1, 5, 25, 75, 95, 99):
        expected = np.percentile(together, percent)
        assert row[f"{percent} %"] == pytest.approx(expected, rel=0.07)
    assert abs(row["median"]) < 0.01
    assert row["standard deviation"] == pytest.approx(0.15, rel=0.02), "median of two seeds"


def test_merging_equals_counting_everything_at_once() -> None:
    rng = np.random.default_rng(3)
    values = [[rng.normal(0, 10.0**t, 300) for t in range(3)] for _ in range(3)]
    tracks = [SeedTrack(track_of(frames)) for frames in values]
    steps = np.array([0, 2])
    merged = merged_over(tracks, ["main.0"], "activation", [t.indices_of(steps) for t in tracks])
    for place, step in enumerate(steps):
        everything = np.concatenate([frames[step] for frames in values]).astype(np.float32)
        expected = Histogram.from_values(everything)
        single = merged_at(tracks, "main.0", "activation", int(step))
        assert single is not None
        for got in (merged[place], single):
            assert (got.bins == expected.bins).all()
            assert (got.counts == expected.counts).all()


def test_a_step_that_no_seed_recorded_is_empty() -> None:
    track = SeedTrack(track_of([np.ones(3)]))
    assert track.indices_of(np.array([0, 5])).tolist() == [0, -1]
    merged = merged_over([track], ["main.0"], "activation", [np.array([0, -1])])
    assert [histogram.total for histogram in merged] == [3, 0]


def loss_rows(result: ExperimentResult) -> list[dict[str, Any]]:
    table = build("loss", result)["layout"]["meta"]["table"]
    return [dict(zip(table["columns"], row, strict=True)) for row in table["rows"]]


def with_losses(losses: NDArray[np.float32]) -> Track:
    """Return a track of one frame whose loss at every step is given."""
    track = track_of([np.arange(20.0)])
    return Track(track.steps, track.probes, track.statistics, track.histograms, losses)


def test_the_last_loss_is_as_smooth_as_its_neighbors() -> None:
    """White noise around 3: the spread of the last point over many seeds is that of a mean, not of one step."""
    rng = np.random.default_rng(4)
    drawn = [3 + rng.normal(0, 1, 5001).astype(np.float32) for _ in range(40)]
    ends = [loss_rows(result_of([with_losses(losses)]))[-1] for losses in drawn]
    assert {end["step"] for end in ends} == {5000}
    curve = build("loss", result_of([with_losses(drawn[0])]))["data"][0]["customdata"]
    before, last = (int(row[0]) for row in curve[-2:])
    expected = [losses[before + 1 : last + 1].mean() for losses in drawn]
    assert [end["median"] for end in ends] == pytest.approx(expected, rel=1e-5)
    assert np.std([end["median"] for end in ends]) < 0.2, "one step alone would have 1"


def test_the_first_loss_is_step_0_alone() -> None:
    losses = np.linspace(9, 1, 5001, dtype=np.float32)
    first = loss_rows(result_of([with_losses(losses)]))[0]
    assert (first["step"], first["median"]) == (0, 9)


def test_a_run_that_has_not_reached_a_point_is_not_part_of_it() -> None:
    """One seed stopped with finite losses 1 in the middle of a window, the other has 3 throughout."""
    whole, part = np.full(5001, 3, np.float32), np.full(4990, 1, np.float32)
    rows = loss_rows(result_of([with_losses(whole), with_losses(part)]))
    assert rows[-1] | {"scheme": ""} == {
        "scheme": "",
        "step": 5000,
        "median": 3,
        "min": 3,
        "max": 3,
        "non-finite seeds": 0,
    }


def test_the_caption_says_how_losses_are_averaged() -> None:
    def words(losses: NDArray[np.float32]) -> str:
        notes = build("loss", result_of([with_losses(losses)]))["layout"]["annotations"]
        return " ".join(note["text"] for note in notes)

    assert "mean of the steps since the point before" in words(np.ones(5001, np.float32))
    assert "mean of" not in words(np.ones(20, np.float32))


@pytest.mark.parametrize("name", ["loss", "variance-over-time"])
def test_theory_is_named_only_where_it_is_drawn(name: str) -> None:
    """The results of this file carry no prediction; those of ``make_result`` do."""

    def words(result: ExperimentResult) -> str:
        return " ".join(note["text"] for note in build(name, result)["layout"]["annotations"])

    silent = words(result_of([track_of([np.arange(20.0)] * 3, "preactivation")]))
    spoken = words(make_result(spec_of(["xavier"], seeds=1), frames=3, sample=20))
    assert "Dashed at step 0" not in silent
    assert "Theory" in silent
    assert "Dashed at step 0" in spoken


def test_typed_arrays_keep_values_and_gaps() -> None:
    array = gapped([[1.0, 2.0], [3.0]])
    assert np.isnan(array[2])
    assert decode(typed(array))[[0, 1, 3]] == pytest.approx([1, 2, 3])
    assert typed([1e200])["dtype"] == "f8"


def test_significant_digits_like_python_s_own() -> None:
    values = np.array([[1.23456, -98765.4, 1e-20, 0.0], [np.nan, np.inf, 3.3333e30, -2e-5]])
    expected = [
        [float(f"{v:.4g}") if np.isfinite(v) else None for v in row] for row in values.tolist()
    ]
    for got, wanted in zip(significant(values), expected, strict=True):
        assert [g is None for g in got] == [w is None for w in wanted]
        pairs = zip(got, wanted, strict=True)
        assert all(g == pytest.approx(w, rel=1e-12) for g, w in pairs if g is not None)
