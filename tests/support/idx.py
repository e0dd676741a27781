"""Writes the IDX format, as its authors describe it."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray


def to_idx(values: NDArray[np.uint8]) -> bytes:
    """Return the bytes of an IDX file of unsigned bytes."""
    header = bytes([0, 0, 8, values.ndim]) + struct.pack(f">{values.ndim}I", *values.shape)
    return header + values.tobytes()
