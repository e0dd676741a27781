"""Small networks, laid out."""

from __future__ import annotations

from typing import Literal

from fanscope.layout import NetworkLayout, lay_out
from fanscope.spec import (
    Activation,
    HypernetworkSpec,
    LearnedConditioning,
    MlpSpec,
    TrunkSpec,
)


def plain_layout(*widths: int, activation: Activation = "tanh") -> NetworkLayout:
    """Return a plain network."""
    return lay_out(MlpSpec(widths=widths, activation=activation))


def generated_layout(
    *widths: int,
    activation: Activation = "tanh",
    generates: Literal["weights", "weights_and_biases"] = "weights",
    size: int = 50,
    trunk: tuple[int, ...] = (),
    trunk_activation: Literal["relu", "tanh"] = "relu",
) -> NetworkLayout:
    """Return a network whose tensors are generated."""
    return lay_out(
        HypernetworkSpec(
            main=MlpSpec(widths=widths, activation=activation),
            generates=generates,
            conditioning=LearnedConditioning(size=size),
            trunk=TrunkSpec(widths=trunk, activation=trunk_activation),
        )
    )
