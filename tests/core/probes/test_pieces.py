import math

import numpy as np
import pytest
import torch
from torch import Tensor

from fanscope.frames import STATISTICS
from fanscope.histogram import Histogram
from fanscope.probes import Pieces, measure
from fanscope.probes.pending import finish

NORMAL = torch.empty(50_000).normal_(generator=torch.Generator().manual_seed(1))


def in_pieces(values: Tensor, sizes: list[int]) -> tuple[np.ndarray, Histogram]:
    pieces = Pieces()
    for piece in torch.tensor_split(values, np.cumsum(sizes)[:-1].tolist()):
        pieces.add(piece)
    statistics, (histogram,) = finish([pieces.pending()])
    return statistics[0], histogram


@pytest.mark.parametrize(
    "values",
    [
        NORMAL,
        NORMAL + 1000.0,
        NORMAL * 1e-30,
        torch.where(NORMAL > 1.0, math.nan, NORMAL),
        torch.where(NORMAL > 1.0, 0.0, NORMAL),
        torch.cat([torch.full((20_000,), math.inf), NORMAL[:30_000]]),
        torch.cat([NORMAL[:30_000], torch.full((20_000,), -math.inf)]),
        torch.full((50_000,), math.nan),
    ],
)
def test_pieces_say_what_the_whole_says(values: Tensor) -> None:
    statistics, histogram = in_pieces(values, [20_000, 10_000, 19_999, 1])
    whole = measure(values)
    np.testing.assert_allclose(statistics, whole.row, rtol=1e-11, equal_nan=True)
    np.testing.assert_array_equal(histogram.bins, whole.histogram.bins)
    np.testing.assert_array_equal(histogram.counts, whole.histogram.counts)


def test_equal_values_have_no_variance() -> None:
    statistics, _ = in_pieces(torch.full((50_000,), 0.1), [20_000, 29_000, 1000])
    assert statistics[STATISTICS.index("var")] == 0.0
    assert statistics[STATISTICS.index("mean")] == np.float32(0.1)
