"""One tensor of a network, and the head of a hypernetwork that generates one."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal

Shape = tuple[int, ...]
"""Of one example, without the batch: features; channels, height, width; or tokens, features."""

Role = Literal[
    "weight",
    "bias",
    "table",
    "norm_scale",
    "norm_shift",
    "multiplier",
    "embedding",
    "chunk_embedding",
    "trunk_weight",
    "trunk_bias",
    "kernel",
    "offset",
    "zero_kernel",
    "start_offset",
]


@dataclass(frozen=True, slots=True)
class TensorLayout:
    """One tensor: its name, shape (torch order, out before in), fans and role.

    Attributes:
        name: Unique in the network.
        shape: In torch's order.
        fan_in: Inputs that one output sums over; for a convolution channels of a group times kernel area.
        fan_out: Outputs that one input reaches, counted the same way.
        role: What it is for. A ``table`` holds a vector for each token or place; every other tensor of
            the main network multiplies (``weight``, ``norm_scale``, ``multiplier``) or is added. A head's
            ``kernel`` and ``offset`` are drawn by the scheme; a ``zero_kernel`` starts at zero and a
            ``start_offset`` at ``start`` under every scheme, so that what they generate starts there too.
        start: Where it starts under every scheme that has no opinion: a learned multiplier's own value.
    """

    name: str
    shape: tuple[int, ...]
    fan_in: int
    fan_out: int
    role: Role
    start: float = 0.0

    @property
    def size(self) -> int:
        """Number of values."""
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class HeadLayout:
    """What generates ``target`` from the features h in its row: theta_0 + H h + beta, without theta_0 as a rule.

    Attributes:
        target: The generated tensor of the main network.
        features: Number of features, d_k.
        kernel: H, [target size, d_k]. In a low-rank head, [out * rank, d_k], it gives the left factor alone;
            in a chunked one, [chunk size, d_k], a chunk, and all heads share it.
        offset: beta, one number per row of H.
        row: Which row of the features is h; in a chunked head each chunk has its own row instead.
        base: theta_0, of the target's shape and role.
        right: In a low-rank head, the head of the right factor B [rank, fan-in]; the target is A B.
        start: In a chunked head, where the target begins in the row of all chunks.
    """

    target: TensorLayout
    features: int
    kernel: TensorLayout
    offset: TensorLayout | None
    row: int = 0
    base: TensorLayout | None = None
    right: HeadLayout | None = None
    start: int | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the target is theta_0 + H h + beta: neither a product of factors nor a slice of chunks."""
        return self.right is None and self.start is None

    @property
    def tensors(self) -> tuple[TensorLayout, ...]:
        """Everything trained in the head: theta_0, H, beta, and the same of the right factor."""
        own = (self.base, self.kernel, self.offset)
        right = () if self.right is None else self.right.tensors
        return (*(tensor for tensor in own if tensor is not None), *right)
