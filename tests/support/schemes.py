"""Networks on which every scheme finds what it needs, and schemes with their example parameters."""

from __future__ import annotations

from fanscope.layout import NetworkLayout, lay_out
from fanscope.schemes import Scheme, SchemeInfo, catalogue, example_of, resolve
from fanscope.spec import (
    Activation,
    HypernetworkSpec,
    LearnedConditioning,
    SchemeChoice,
    SequentialSpec,
)
from support.layouts import generated_layout, plain_layout
from support.networks import conv, linear, phi, sequential, small_networks


def scheme(name: str) -> Scheme:
    """Return a scheme with the examples of its parameters."""
    return resolve(example(name))


def example(name: str) -> SchemeChoice:
    """Return the choice of a scheme with the examples of its parameters."""
    (info,) = (info for info in catalogue() if info.name == name)
    return example_of(info)


def every_convolution(activation: Activation = "relu") -> SequentialSpec:
    """Return a network of dense layers, plain, grouped, depthwise and 1x1 convolutions, one pair in a residual block."""
    frequency = {"frequency": 3.0} if activation == "sine" else {}

    def after() -> dict[str, object]:
        return phi(activation, **frequency)

    return sequential(
        [8, 5, 5],
        conv(16),
        after(),
        conv(32, groups=2),
        after(),
        conv(32, groups=32),
        after(),
        {"op": "conv2d", "channels": 64, "kernel": 1},
        after(),
        {
            "op": "residual",
            "body": [conv(64), after(), {"op": "conv2d", "channels": 64, "kernel": 1}],
            "learned_multiplier": True,
        },
        after(),
        {"op": "pool", "kind": "global"},
        linear(96),
        after(),
        linear(10),
    )


def suiting(info: SchemeInfo) -> Activation:
    """Return the activation that a scheme is made for."""
    made_for: dict[str, Activation] = {
        "siren": "sine",
        "siren-hypernetwork": "sine",
        "critical": "tanh",
    }
    return made_for.get(info.name, "relu")


def generated_convolutions(activation: Activation = "relu", *, size: int = 20) -> NetworkLayout:
    """Return a hypernetwork that generates all weights and biases of :func:`every_convolution`."""
    return lay_out(
        HypernetworkSpec(
            main=every_convolution(activation),
            generates="weights_and_biases",
            conditioning=LearnedConditioning(size=size),
        )
    )


def all_kinds() -> dict[str, NetworkLayout]:
    """Return layouts of every kind of network, several of each."""
    return {
        "mlp": plain_layout(8, 6, 3),
        "mlp of sines": plain_layout(8, 6, 3, activation="sine"),
        **{name: lay_out(network) for name, network in small_networks().items()},
        "every convolution": lay_out(every_convolution()),
        "sines": lay_out(every_convolution("sine")),
        "hypernetwork": generated_layout(8, 6, 3, generates="weights_and_biases", trunk=(4,)),
        "hypernetwork over convolutions": generated_convolutions(),
        "hypernetwork over sines": generated_convolutions("sine"),
    }
