"""The IDX format of the original MNIST files.

A file is: two zero bytes, a type code (8: unsigned byte), the number of dimensions, each dimension
as a big-endian uint32, then the values in row-major order.

Reference: lecun1998gradient; described at the data set's homepage, "File formats".
"""

from __future__ import annotations

import zlib
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fanscope.errors import DataError

_UNSIGNED_BYTE = 8
_GZIP = zlib.MAX_WBITS + 16
"""Says to zlib that what it reads has the header of a gzip file."""
_MOST_GAIN = 1032
"""Bytes that one compressed byte can stand for."""


def read_idx(path: Path) -> NDArray[np.uint8]:
    """Return the array in an IDX file of unsigned bytes, compressed if its name ends in ``.gz``.

    Raises:
        DataError: The file cannot be read or is not a whole IDX file.
    """
    try:
        content = path.read_bytes()
        return parse_idx(_decompress(content) if path.suffix == ".gz" else content)
    except (OSError, EOFError, zlib.error, DataError) as error:
        raise DataError(f"{path} is damaged or cannot be read ({error}); replace it") from error


def idx_size(values: NDArray[np.uint8]) -> int:
    """Return the bytes of the IDX file that holds an array, not compressed."""
    return 4 + 4 * values.ndim + values.size


def _decompress(content: bytes) -> bytes:
    """Return what a gzip file holds, into a buffer of the size that its last four bytes announce, if it can be true."""
    announced = int.from_bytes(content[-4:], "little")
    return zlib.decompress(content, _GZIP, min(announced, _MOST_GAIN * len(content)))


def parse_idx(content: bytes) -> NDArray[np.uint8]:
    """Return the array that the bytes of an IDX file hold.

    Raises:
        DataError: Wrong magic number, or more or fewer values than the header announces.
    """
    if len(content) < 4 or content[:3] != bytes((0, 0, _UNSIGNED_BYTE)):
        raise DataError("not an IDX file of unsigned bytes")
    header_size = 4 + 4 * content[3]
    if len(content) < header_size:
        raise DataError("it ends within its header")
    shape = tuple(np.frombuffer(content[4:header_size], ">u4").tolist())
    if len(content) != header_size + prod(shape):
        raise DataError(f"{len(content)} bytes do not fit the announced shape {shape}")
    return np.frombuffer(content, np.uint8, offset=header_size).reshape(shape)
