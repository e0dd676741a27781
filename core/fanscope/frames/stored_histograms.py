"""The histograms of one frame as bytes, decompressed when first asked for.

Under zlib, little-endian: bytes per count (uint8), number of bins of each histogram (uint16), then
for all histograms in a row the differences of successive bin numbers (uint16, wrapping) and the
counts, both as byte planes: all lowest bytes first. High planes are nearly all zero and cost nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar, overload

import numpy as np
from numpy.typing import NDArray

from fanscope.histogram import Histogram

FASTEST = 1
"""Level of zlib: a third of the default's time for 7 % more bytes."""

_Unsigned = TypeVar("_Unsigned", bound=np.unsignedinteger)


class _Row(NamedTuple):
    """All histograms of a frame, one after the other; number i ends at ``ends[i]``."""

    bins: NDArray[np.uint16]
    counts: NDArray[np.uint64]
    ends: list[int]

    def histogram(self, index: int) -> Histogram:
        start, end = self.ends[index - 1] if index else 0, self.ends[index]
        return Histogram(self.bins[start:end], self.counts[start:end])


class StoredHistograms(Sequence[Histogram]):
    """The histograms of one frame, kept compressed until one is asked for."""

    __slots__ = ("_num", "_row", "packed")

    def __init__(self, packed: bytes, num: int) -> None:
        """Keep the bytes that :func:`pack` made of ``num`` histograms."""
        self.packed = packed
        self._num = num
        self._row: _Row | None = None

    def __len__(self) -> int:
        """Return the number of histograms."""
        return self._num

    @overload
    def __getitem__(self, index: int) -> Histogram: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Histogram, ...]: ...
    def __getitem__(self, index: int | slice) -> Histogram | tuple[Histogram, ...]:
        """Return one histogram or a tuple of them."""
        row = self._unpacked()
        found = range(self._num)[index]
        if isinstance(found, int):
            return row.histogram(found)
        return tuple(map(row.histogram, found))

    def __iter__(self) -> Iterator[Histogram]:
        """Iterate over the histograms."""
        return map(self._unpacked().histogram, range(self._num))

    def _unpacked(self) -> _Row:
        if self._row is None:
            self._row = _unpack(self.packed, self._num)
        return self._row


def pack(histograms: Sequence[Histogram]) -> bytes:
    """Return the histograms of one frame as compressed bytes."""
    if isinstance(histograms, StoredHistograms):
        return histograms.packed
    sizes = np.array([h.bins.size for h in histograms], "<u2")
    bins = np.concatenate([np.empty(0, np.uint16), *(h.bins for h in histograms)])
    counts = np.concatenate([np.empty(0, np.uint64), *(h.counts for h in histograms)])
    width = (int(counts.max(initial=0)).bit_length() + 7) // 8
    steps = np.diff(bins, prepend=np.uint16(0))
    planes = (*_planes(steps, 2), *_planes(counts, width))
    return zlib.compress(b"".join([bytes([width]), sizes.tobytes(), *planes]), FASTEST)


def _unpack(packed: bytes, num: int) -> _Row:
    raw = zlib.decompress(packed)
    width = raw[0]
    sizes = np.frombuffer(raw, "<u2", num, 1)
    ends = np.cumsum(sizes, dtype=np.int64).tolist()
    total = ends[-1] if ends else 0
    planes = np.frombuffer(raw, np.uint8, (2 + width) * total, 1 + sizes.nbytes)
    planes = planes.reshape(2 + width, total)
    steps = _join_planes(planes[:2], np.dtype(np.uint16))
    counts = _join_planes(planes[2:], np.dtype(np.uint64))
    return _Row(np.cumsum(steps, dtype=np.uint16), counts, ends)


def _planes(values: NDArray[np.unsignedinteger], width: int) -> Iterator[bytes]:
    """Yield the lowest bytes of all values, then the next higher ones, ..."""
    for plane in range(width):
        yield (values >> values.dtype.type(8 * plane)).astype(np.uint8).tobytes()


def _join_planes(planes: NDArray[np.uint8], dtype: np.dtype[_Unsigned]) -> NDArray[_Unsigned]:
    values = np.zeros(planes.shape[1], dtype)
    for index, plane in enumerate(planes):
        values |= plane.astype(dtype) << dtype.type(8 * index)
    return values
