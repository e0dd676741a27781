"""Any frames, for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fanscope.frames import QUANTITIES, STATISTICS, Frame, Probe
from fanscope.histogram import Histogram
from support.floats import float32_arrays

PROBES = st.builds(Probe, st.text(max_size=12), st.sampled_from(QUANTITIES))


@st.composite
def any_frames(draw: st.DrawFn, *, max_probes: int = 4) -> Frame:
    """Return frames with any numbers, NaN and infinities too, and any histograms."""
    probes = draw(st.lists(PROBES, max_size=max_probes, unique=True))
    return Frame(
        step=draw(st.integers(0, 2**62)),
        loss=draw(st.floats()),
        accuracy=draw(st.floats(0, 1)),
        losses=draw(float32_arrays()),
        probes=tuple(probes),
        statistics=draw(
            hnp.arrays(np.float64, (len(probes), len(STATISTICS)), elements=st.floats())
        ),
        histograms=tuple(draw(any_histograms()) for _ in probes),
    )


def any_histograms() -> st.SearchStrategy[Histogram]:
    """Return histograms with any bins and counts up to 2^64 - 1."""
    counts = st.dictionaries(st.integers(0, 4095), st.integers(1, 2**64 - 1), max_size=30)
    return counts.map(
        lambda found: Histogram(
            np.array(sorted(found), np.uint16),
            np.array([found[number] for number in sorted(found)], np.uint64),
        )
    )


def assert_same_frame(one: Frame, other: Frame) -> None:
    """Compare bit for bit, NaN equal to NaN."""
    assert (one.step, one.probes) == (other.step, other.probes)
    scalars = np.array([[f.loss, f.accuracy] for f in (one, other)])
    np.testing.assert_array_equal(scalars[0], scalars[1])
    np.testing.assert_array_equal(one.losses, other.losses)
    np.testing.assert_array_equal(one.statistics, other.statistics)
    for ours, theirs in zip(one.histograms, other.histograms, strict=True):
        np.testing.assert_array_equal(ours.bins, theirs.bins)
        np.testing.assert_array_equal(ours.counts, theirs.counts)
        assert (ours.bins.dtype, ours.counts.dtype) == (theirs.bins.dtype, theirs.counts.dtype)
