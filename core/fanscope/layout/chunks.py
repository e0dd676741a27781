"""Chunked heads: all generated weights and biases in one row, cut into pieces of equal length.

One head makes every piece; a learned embedding, put behind the code in front of the trunk, tells it which.

Reference: vonoswald2020continual, section 2.3; hypnettorch2021.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from fanscope.errors import SpecError
from fanscope.layout.tensors import TensorLayout
from fanscope.spec import ChunkedHeads

MAX_CHUNKS = 10_000
FIELD = "network.heads.size"


@dataclass(frozen=True, slots=True)
class ChunksLayout:
    """The pieces.

    Attributes:
        size: Values of one piece; what the last has beyond the end is not used.
        embeddings: One a piece, [embedding size].
        layers: The index of the layer in whose tensors each piece begins, whose code it is told.
        rows: The piece in which each layer's weight begins.
        starts: Where each generated tensor begins in the row, by name.
    """

    size: int
    embeddings: tuple[TensorLayout, ...]
    layers: tuple[int, ...]
    rows: tuple[int, ...]
    starts: dict[str, int]

    @property
    def embedding_size(self) -> int:
        """Numbers of one chunk embedding."""
        return self.embeddings[0].size


def lay_out_chunks(heads: ChunkedHeads, targets: Sequence[Sequence[TensorLayout]]) -> ChunksLayout:
    """Return the pieces of each layer's generated tensors, put in a row in this order.

    Raises:
        SpecError: A chunk is larger than all that is generated, or there are too many.
    """
    ends = list(accumulate(sum(tensor.size for tensor in tensors) for tensors in targets))
    count = _count(heads.size, ends[-1])
    flat = [tensor for tensors in targets for tensor in tensors]
    starts = accumulate((tensor.size for tensor in flat[:-1]), initial=0)
    return ChunksLayout(
        size=heads.size,
        embeddings=tuple(
            TensorLayout(f"embedding.chunk.{i}", (heads.embedding,), 1, 1, "chunk_embedding")
            for i in range(count)
        ),
        layers=tuple(bisect_right(ends, i * heads.size) for i in range(count)),
        rows=tuple(start // heads.size for start in (0, *ends[:-1])),
        starts={tensor.name: start for tensor, start in zip(flat, starts, strict=True)},
    )


def _count(size: int, total: int) -> int:
    count = -(-total // size)
    if size > total:
        raise SpecError.at(
            FIELD, size, f"a chunk is larger than all {total:,} generated values; use at most that"
        )
    if count > MAX_CHUNKS:
        raise SpecError.at(
            FIELD,
            size,
            f"gives {count:,} chunks where {MAX_CHUNKS:,} are allowed; "
            f"use {-(-total // MAX_CHUNKS):,} or more",
        )
    return count
