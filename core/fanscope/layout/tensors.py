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
    "trunk_weight",
    "trunk_bias",
    "kernel",
    "offset",
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
            the main network multiplies (``weight``, ``norm_scale``, ``multiplier``) or is added.
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
    """The linear head that generates ``target``: kernel [target size, features], offset [target size]."""

    target: TensorLayout
    features: int
    kernel: TensorLayout
    offset: TensorLayout | None
