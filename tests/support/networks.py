"""Small networks of every kind of layer, for tests."""

from __future__ import annotations

from typing import Any

from fanscope.spec import SequentialSpec

Tree = dict[str, Any]


def conv(channels: int, **more: Any) -> Tree:
    """Return a 3x3 convolution that keeps the sides."""
    return {"op": "conv2d", "channels": channels, "kernel": 3, "padding": 1, **more}


def linear(features: int, **more: Any) -> Tree:
    """Return a linear layer."""
    return {"op": "linear", "features": features, **more}


def phi(name: str = "relu", **more: Any) -> Tree:
    """Return an activation."""
    return {"op": "activation", "name": name, **more}


def sequential(shape: list[int], *layers: Tree) -> SequentialSpec:
    """Return a network."""
    return SequentialSpec.model_validate({"input": shape, "layers": list(layers)})


def small_networks() -> dict[str, SequentialSpec]:
    """Return networks over the digits that together have every kind of layer."""
    norm, global_pool = {"op": "batchnorm"}, {"op": "pool", "kind": "global"}
    return {
        "convolutional": sequential(
            [1, 8, 8],
            conv(4),
            phi(),
            conv(4, groups=2, stride=2, bias=False),
            norm,
            phi("leaky-relu"),
            {"op": "pool", "kind": "max", "kernel": 2},
            conv(6, dilation=2, padding=2),
            {"op": "groupnorm", "groups": 2},
            phi("silu"),
            {"op": "pool", "kind": "average", "kernel": 2, "stride": 1},
            {"op": "dropout", "p": 0.1},
            {"op": "flatten"},
            linear(10),
        ),
        "residual": sequential(
            [1, 8, 8],
            conv(4),
            {
                "op": "residual",
                "body": [norm, phi(), conv(8, stride=2), {"op": "rmsnorm"}, phi("gelu"), conv(8)],
                "shortcut": [conv(8, stride=2, bias=False)],
                "multiplier": 0.5,
            },
            {"op": "residual", "body": [conv(8)], "learned_multiplier": True},
            phi("tanh"),
            global_pool,
            linear(10),
        ),
        "attention": sequential(
            [1, 8, 8],
            {"op": "conv2d", "channels": 8, "kernel": 4, "stride": 4},
            {"op": "tokens"},
            {"op": "positions"},
            {
                "op": "residual",
                "body": [{"op": "layernorm"}, {"op": "attention", "heads": 2}],
            },
            {
                "op": "residual",
                "body": [{"op": "layernorm"}, linear(16), phi("gelu"), linear(8)],
            },
            global_pool,
            linear(10),
        ),
        "tokens": sequential(
            [64],
            {"op": "embedding", "vocabulary": 17, "features": 8},
            {"op": "positions"},
            {"op": "residual", "body": [{"op": "attention", "heads": 4, "causal": True}]},
            {"op": "rmsnorm", "affine": False},
            linear(6),
            phi("sigmoid"),
            {"op": "flatten"},
            linear(12),
            phi("sine", frequency=3.0),
            linear(10),
        ),
    }
