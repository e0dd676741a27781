"""Arrays of awkward floats for property tests."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

unhurried = settings(max_examples=60, deadline=None)
"""For property tests on a busy machine."""

AWKWARD = [
    0.0,
    -0.0,
    float("nan"),
    float("inf"),
    float("-inf"),
    1.0,
    -1.0,
    1e-45,
    -1.4e-45,
    2.0**-129,
    2.0**-126,
    3.4028234663852886e38,
    -3.4028234663852886e38,
    0.97,
]


def float32_arrays(
    shape: int | tuple[int, ...] | st.SearchStrategy[tuple[int, ...]] | None = None,
    *,
    finite: bool = False,
) -> st.SearchStrategy[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    """Return arrays of any float32 values, awkward ones often."""
    awkward = [value for value in AWKWARD if np.isfinite(value) or not finite]
    elements = st.one_of(
        st.floats(width=32, allow_nan=not finite, allow_infinity=not finite),
        st.sampled_from([float(np.float32(value)) for value in awkward]),
        st.floats(-4, 4, width=32),
    )
    sizes = hnp.array_shapes(min_dims=1, max_dims=1, min_side=0, max_side=60)
    return hnp.arrays(np.float32, sizes if shape is None else shape, elements=elements)
