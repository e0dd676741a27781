"""What windows of an image have in common, counted one by one."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.theory.places import common_taps


@pytest.mark.parametrize(
    ("side", "kernel", "stride", "padding", "dilation"),
    [(8, 3, 1, 1, 1), (7, 3, 2, 1, 1), (6, 5, 1, 2, 1), (9, 3, 1, 2, 2), (5, 3, 1, 0, 1)],
)
def test_common_taps_are_those_that_two_windows_have_inside(
    side: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    windows = (side + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1
    inside = [
        {t for t in range(kernel) if 0 <= window * stride - padding + t * dilation < side}
        for window in range(windows)
    ]
    pairs = [(one, other) for one in inside for other in inside]
    common = np.mean([len(one & other) for one, other in pairs])
    expected = np.mean([np.sqrt(len(one) * len(other)) for one, other in pairs])
    found = common_taps(side, kernel, stride, padding, dilation)
    assert found == pytest.approx(common / expected, rel=1e-12)
    assert found <= 1.0 + 1e-12
