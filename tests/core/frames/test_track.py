from __future__ import annotations

import numpy as np
import pytest

from fanscope.errors import NotFoundError
from fanscope.frames import STATISTICS, Track, decode, encode
from fanscope.histogram import quantiles
from support.frames import make_frame


def test_frames_are_stacked_by_step() -> None:
    frames = [make_frame(step) for step in (0, 1, 5)]
    track = Track.from_frames(frames)
    assert track.steps.tolist() == [0, 1, 5]
    assert track.steps.dtype == np.int64
    assert track.probes == frames[0].probes
    assert track.statistics.shape == (3, len(track.probes), len(STATISTICS))
    for index, frame in enumerate(frames):
        np.testing.assert_array_equal(track.statistics[index], frame.statistics)
        assert track.histograms[index] is frame.histograms
    np.testing.assert_array_equal(track.losses, [2.0, 2.0, 2.0])


def test_appending_equals_stacking_and_leaves_the_first_track_alone() -> None:
    frames = [decode(encode(make_frame(step))) for step in range(4)]
    first = Track.from_frames(frames[:1])
    grown = first.append(frames[1]).extend(frames[2:])
    whole = Track.from_frames(frames)
    np.testing.assert_array_equal(grown.steps, whole.steps)
    np.testing.assert_array_equal(grown.statistics, whole.statistics)
    np.testing.assert_array_equal(grown.losses, whole.losses)
    assert len(grown.histograms) == 4
    assert first.steps.tolist() == [0]
    assert first.extend([]) is first


def test_columns_by_name() -> None:
    track = Track.from_frames(make_frame(step) for step in (0, 2))
    assert track.statistic("main.1", "activation", "var").tolist() == [1.0, 3.0]
    assert track.layers("weight") == ("main.0", "main.1")
    assert track.layers("update") == ()
    assert track.histogram("main.0", "weight", 1).counts.tolist() == [1, 4, 3]
    found = track.quantiles("main.0", "weight", [0.1, 0.9])
    expected = quantiles([frame[3] for frame in track.histograms], [0.1, 0.9])
    np.testing.assert_array_equal(found, expected)


def test_single_frames_have_statistics_by_name() -> None:
    assert make_frame(2).statistic("main.0", "weight", "mean") == 3.0


def test_what_was_not_measured_is_not_found() -> None:
    track = Track.from_frames([make_frame(0)])
    with pytest.raises(NotFoundError, match=r"update of layer 'main\.0'"):
        track.statistic("main.0", "update", "var")
    with pytest.raises(NotFoundError, match=r"layer 'main\.9'"):
        make_frame(0).statistic("main.9", "weight", "var")


def test_frames_that_do_not_belong_together_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one frame"):
        Track.from_frames([])
    with pytest.raises(ValueError, match="frame 1 measures other probes"):
        Track.from_frames([make_frame(0), make_frame(1, layers=3)])
    with pytest.raises(ValueError, match="ascend"):
        Track.from_frames([make_frame(1), make_frame(1)])
