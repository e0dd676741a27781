from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, replace

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanscope.export import columns, csv_chunks, json_chunks
from fanscope.frames import STATISTICS, Frame, Track
from support.floats import unhurried
from support.frame_strategies import any_frames
from support.frames import make_frame

DESIGNED = [
    "mean",
    "var",
    "second_moment",
    "between_input_var",
    "mean_cosine",
    "min",
    "max",
    "zero_fraction",
    "saturated_fraction",
    "nonfinite",
]


@dataclass(frozen=True)
class Run:
    track: Track | None
    id: str = "r1"
    scheme: str = "xavier"
    seed: int = 3


def make_track() -> Track:
    return Track.from_frames(make_frame(step) for step in (0, 2, 7))


def read_csv(runs: list[Run]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_chunks(runs)))))


def test_columns_hold_one_entry_per_step() -> None:
    found = columns(make_track())
    assert found["steps"] == [0, 2, 7]
    assert len(found["probes"]) == 8
    probe = found["probes"][3]
    assert (probe["layer"], probe["quantity"]) == ("main.0", "weight")
    assert probe["mean"] == [1.0, 3.0, 8.0]
    assert probe["nonfinite"] == [0.0, 0.0, 0.0]
    assert probe["target_ratio"] == [None, None, None]
    assert all(len(probe[name]) == 3 for name in DESIGNED)
    assert "histograms" not in probe


def test_columns_of_some_steps_layers_and_quantities() -> None:
    found = columns(make_track(), first=1, last=6, quantity="weight", layer="main.1")
    assert found["steps"] == [2]
    (probe,) = found["probes"]
    assert (probe["layer"], probe["quantity"], probe["var"]) == ("main.1", "weight", [3.0])
    assert columns(make_track(), first=8)["steps"] == []
    assert columns(make_track(), layer="main.9")["probes"] == []


def test_histograms_on_request() -> None:
    probe = columns(make_track(), last=2, histograms=True)["probes"][0]
    assert probe["histograms"] == [
        {"bins": [1000, 1016, 3000], "counts": [1, 2, 3]},
        {"bins": [1000, 1016, 3000], "counts": [1, 4, 3]},
    ]


@unhurried
@given(any_frames(max_probes=2), st.booleans())
def test_json_of_any_frame_is_valid(frame: Frame, histograms: bool) -> None:
    run = Run(Track.from_frames([frame]))
    text = b"".join(json_chunks([run, Run(None), run], histograms=histograms))
    runs = orjson.loads(text)["runs"]
    assert [len(entry["steps"]) for entry in runs] == [1, 0, 1]
    losses = [value if math.isfinite(value) else None for value in frame.losses.tolist()]
    assert runs[0]["losses"] == losses
    for row, probe in zip(frame.statistics.tolist(), runs[0]["probes"], strict=True):
        (mean,) = probe["mean"]
        expected = row[STATISTICS.index("mean")]
        assert mean == (expected if math.isfinite(expected) else None)


def test_no_runs_are_an_empty_list() -> None:
    assert orjson.loads(b"".join(json_chunks([]))) == {"runs": []}


def test_csv_has_one_row_per_run_step_and_probe() -> None:
    rows = read_csv([Run(make_track()), Run(None), Run(make_track(), id="r2")])
    assert len(rows) == 2 * 3 * 8
    assert list(rows[0])[:6] == ["run", "scheme", "seed", "step", "layer", "quantity"]
    assert rows[0]["run"] == "r1"
    assert rows[-1] | {"run": "r2", "step": "7", "layer": "main.1", "mean": "8.0"} == rows[-1]


@unhurried
@given(any_frames(max_probes=2))
def test_csv_keeps_every_digit(frame: Frame) -> None:
    rows = read_csv([Run(Track.from_frames([frame]))])
    found = [[float(row[name] or "nan") for name in ("mean", "max")] for row in rows]
    wanted = [STATISTICS.index("mean"), STATISTICS.index("max")]
    np.testing.assert_array_equal(np.array(found).reshape(-1, 2), frame.statistics[:, wanted])


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_csv_texts_are_no_formulas(start: str) -> None:
    frame = make_frame(0, layers=1)
    hostile = f'{start}HYPERLINK("http://x"), "y"'
    probes = tuple(replace(probe, layer=hostile) for probe in frame.probes)
    run = Run(Track.from_frames([replace(frame, probes=probes)]), scheme=hostile)
    for row in read_csv([run]):
        assert row["layer"] == row["scheme"] == "'" + hostile


def test_negative_numbers_stay_numbers() -> None:
    (row, *_) = read_csv([Run(Track.from_frames([make_frame(0, value=-1.5)]))])
    assert row["mean"] == "-1.5"
