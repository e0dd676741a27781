from __future__ import annotations

import math
import struct
from collections import Counter

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fanscope.histogram import BIN_HIGHS, BIN_LOWS, NUM_BINS, Histogram, merge
from support.floats import float32_arrays, unhurried

Floats = NDArray[np.float32]


def count_by_struct(values: Floats) -> dict[int, int]:
    """Read each pattern with struct, one value at a time."""
    return Counter(struct.unpack("<I", struct.pack("<f", value))[0] >> 20 for value in values)


@unhurried
@given(float32_arrays())
def test_bins_are_the_twelve_top_bits(values: Floats) -> None:
    histogram = Histogram.from_values(values)
    pairs = zip(histogram.bins.tolist(), histogram.counts.tolist(), strict=True)
    assert dict(pairs) == count_by_struct(values)
    assert histogram.bins.dtype == np.uint16
    assert histogram.counts.dtype == np.uint64
    assert np.all(np.diff(histogram.bins.astype(int)) > 0)


@unhurried
@given(float32_arrays())
def test_special_values_are_counted(values: Floats) -> None:
    histogram = Histogram.from_values(values)
    finite = values[np.isfinite(values)]
    magnitudes = np.abs(finite.astype(np.float64))
    assert histogram.total == values.size
    assert histogram.num_finite == finite.size
    assert histogram.num_nonfinite == values.size - finite.size
    assert histogram.num_zeros == np.count_nonzero(magnitudes < 2.0**-129)
    assert histogram.num_subnormals == np.count_nonzero(
        (magnitudes >= 2.0**-129) & (magnitudes < 2.0**-126)
    )


@unhurried
@given(float32_arrays(finite=True))
def test_every_finite_value_lies_between_the_edges_of_its_bin(values: Floats) -> None:
    for value in values.tolist():
        number = int(Histogram.from_values([np.float32(value)]).bins[0])
        assert BIN_LOWS[number] <= value <= BIN_HIGHS[number]
        if abs(value) >= 2.0**-126:
            assert BIN_HIGHS[number] - BIN_LOWS[number] <= abs(value) / 8 * (1 + 1e-12)


@unhurried
@given(st.lists(float32_arrays(), max_size=4))
def test_merging_equals_counting_together(parts: list[Floats]) -> None:
    merged = merge(Histogram.from_values(part) for part in parts)
    together = Histogram.from_values(np.concatenate([*parts, np.empty(0, np.float32)]))
    np.testing.assert_array_equal(merged.dense(), together.dense())
    if len(parts) == 2:
        one, other = map(Histogram.from_values, parts)
        np.testing.assert_array_equal((one + other).dense(), together.dense())


@unhurried
@given(float32_arrays())
def test_dense_counts_come_back(values: Floats) -> None:
    dense = Histogram.from_values(values).dense()
    assert dense.shape == (NUM_BINS,)
    np.testing.assert_array_equal(Histogram.from_dense(dense.astype(np.int64)).dense(), dense)


@unhurried
@given(float32_arrays())
def test_json_holds_integers_only(values: Floats) -> None:
    histogram = Histogram.from_values(values)
    parsed = orjson.loads(orjson.dumps(histogram.to_json()))
    assert parsed == {"bins": histogram.bins.tolist(), "counts": histogram.counts.tolist()}


def test_wide_values_beyond_float32_stay_finite() -> None:
    histogram = Histogram.from_values(np.array([1e300, -1e300, np.inf, 1e-300]))
    assert histogram.num_nonfinite == 1
    assert histogram.num_zeros == 1
    assert BIN_HIGHS[histogram.bins[1]] == 2.0**128


@pytest.mark.parametrize("dtype", [np.float16, np.int64, np.bool_])
def test_other_dtypes_count_like_float32(dtype: type) -> None:
    values: NDArray[np.generic] = np.array([[0, 1, 1], [1, 0, 1]]).astype(dtype)
    expected = Histogram.from_values(values.astype(np.float32))
    np.testing.assert_array_equal(Histogram.from_values(values).dense(), expected.dense())


@unhurried
@given(float32_arrays(finite=True))
def test_moments_are_within_the_width_of_the_bins(values: Floats) -> None:
    moments = Histogram.from_values(values).moments()
    wide = values.astype(np.float64)
    if not wide.size:
        assert all(math.isnan(number) for number in moments)
        return
    scale = np.abs(wide).mean()
    assert abs(moments.mean - wide.mean()) <= scale / 16 * (1 + 1e-12) + 2.0**-129
    assert moments.second_moment == pytest.approx(
        (wide**2).mean(), rel=(1 + 1 / 16) ** 2 - 1 + 1e-12, abs=1e-70
    )
    assert moments.var >= 0
