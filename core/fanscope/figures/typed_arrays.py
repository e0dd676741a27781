"""Arrays as Plotly's base64 typed arrays: a third of the bytes of decimal text, and no NaN in the JSON."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

FLOAT32_SAFE = 1e30
MOST_DECIMALS = 300


def typed(values: ArrayLike) -> dict[str, str]:
    """Return a 1-D array as ``{"dtype", "bdata"}``; NaN makes a gap in a line."""
    wide = np.asarray(values, np.float64)
    finite = np.abs(wide[np.isfinite(wide)])
    small = not finite.size or finite.max() < FLOAT32_SAFE
    dtype = "f4" if small else "f8"
    raw = wide.astype(f"<{dtype}").tobytes()
    return {"dtype": dtype, "bdata": base64.b64encode(raw).decode("ascii")}


def gapped(pieces: Iterable[ArrayLike]) -> NDArray[np.float64]:
    """Return the pieces one after the other with NaN between them."""
    parts: list[NDArray[np.float64]] = []
    for piece in pieces:
        if parts:
            parts.append(np.array([np.nan]))
        parts.append(np.asarray(piece, np.float64))
    return np.concatenate(parts) if parts else np.empty(0)


def significant(values: NDArray[np.float64], digits: int = 4) -> list[list[float | None]]:
    """Return a 2-D array as rows of numbers with so many significant digits; None where not finite."""
    finite = np.isfinite(values)
    sizes = np.abs(np.where(finite & (values != 0), values, 1.0))
    exponents = digits - 1 - np.floor(np.log10(sizes))
    inside = np.abs(exponents) < MOST_DECIMALS
    powers = 10.0 ** np.where(inside, exponents, 0.0)
    rounded = np.where(
        inside & finite, np.round(np.where(finite, values, 0.0) * powers) / powers, values
    )
    rows: list[list[float | None]] = rounded.tolist()
    if finite.all():
        return rows
    return [
        [value if value is not None and math.isfinite(value) else None for value in row]
        for row in rows
    ]
