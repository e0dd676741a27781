"""What flows from one layer of a ``sequential`` network to the next while it is laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Never

from fanscope.errors import SpecError
from fanscope.layout.dressing import Dress
from fanscope.layout.tensors import Shape
from fanscope.spec import (
    Activation,
    ActivationLayer,
    BatchNormLayer,
    DropoutLayer,
    GroupNormLayer,
    Layer,
    LayerNormLayer,
    RmsNormLayer,
)

_PASSED_THROUGH = (BatchNormLayer, LayerNormLayer, GroupNormLayer, RmsNormLayer, DropoutLayer)


@dataclass(frozen=True, slots=True)
class Flow:
    """A signal between two layers.

    Attributes:
        shape: Of one example.
        front: The function it came through last; ``linear`` after a norm, a sum or an attention, None for the data.
        layer: The weighted layer whose output this is, a norm or dropout in between or not; None after anything else.
    """

    shape: Shape
    front: Activation | None
    layer: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a layer stands.

    Attributes:
        name: In the layout, ``main.3.body.0``.
        field: In the spec, ``network.layers.3.body.0``.
        behind: The layers that follow it in the same list.
        dress: Gives weighted layers their heads.
    """

    name: str
    field: str
    behind: Sequence[Layer]
    dress: Dress

    @property
    def activation_behind(self) -> Activation:
        """The activation that the layer's output goes through next, norms and dropout passed."""
        found = self._layer_behind
        return "linear" if found is None else found.name

    @property
    def frequency_behind(self) -> float:
        """Its frequency."""
        found = self._layer_behind
        return 1.0 if found is None else found.frequency

    @property
    def _layer_behind(self) -> ActivationLayer | None:
        for layer in self.behind:
            if isinstance(layer, ActivationLayer):
                return layer
            if not isinstance(layer, _PASSED_THROUGH):
                break
        return None

    def refuse(self, layer: Layer, message: str) -> Never:
        """Say that the layer cannot stand here.

        Raises:
            SpecError: Always.
        """
        raise SpecError.at(self.field, layer.op, message)


def say_shape(shape: Shape) -> str:
    """Return a shape as users write it: ``[96, 8, 8]``."""
    return str(list(shape))
