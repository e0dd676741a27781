"""The parts of a main network that hold tensors: weighted layers and norms."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Literal

from fanscope.layout.tensors import HeadLayout, Shape, TensorLayout
from fanscope.spec import Activation

LayerKind = Literal["linear", "conv2d", "embedding", "positions"]


@dataclass(frozen=True, slots=True)
class LayerLayout:
    """One weighted layer of the main network, y = W x + b, probed and predicted.

    Attributes:
        name: ``main.`` and its place in the spec, e.g. ``main.3.body.0``.
        kind: How W meets x. Tables (``embedding``, ``positions``) have fan-in 1: one row is looked up.
        fan_in: d_j; for a convolution channels of a group times kernel area.
        fan_out: d_i, counted the same way.
        output: Shape of y for one example.
        activation: The function that y goes through next, a norm or dropout in between or not;
            ``linear`` where there is none.
        fed_by: The function in front of the layer, whose gain its variance has to undo: ``linear`` after a
            norm, a sum or an attention. A layer that reads the data takes the one behind it, by He's custom.
        weight: W.
        bias: b.
        weight_head: What generates W.
        bias_head: What generates b.
        frequency: omega_0 of the sine that is ``activation``; 1 for all others.
    """

    name: str
    kind: LayerKind
    fan_in: int
    fan_out: int
    output: Shape
    activation: Activation
    fed_by: Activation
    weight: TensorLayout
    bias: TensorLayout | None
    weight_head: HeadLayout | None = None
    bias_head: HeadLayout | None = None
    frequency: float = 1.0

    @property
    def num_places(self) -> int:
        """Number of places of an example at which the same weights are used; 1 for a dense layer."""
        return prod(self.output[1:] if self.kind == "conv2d" else self.output[:-1])

    @property
    def drawn_weight(self) -> TensorLayout | None:
        """What a scheme draws as the layer's weight: W itself or, where a head adds to it, theta_0."""
        return self.weight if self.weight_head is None else self.weight_head.base

    @property
    def is_table(self) -> bool:
        """Whether rows are looked up instead of multiplied."""
        return self.kind in ("embedding", "positions")


@dataclass(frozen=True, slots=True)
class NormLayout:
    """A norm's own tensors: a scale that starts at 1 and a shift that starts at 0, one number a channel or feature."""

    name: str
    scale: TensorLayout | None
    shift: TensorLayout | None
