"""Specs of small networks that are no chain, for theory's tests: one for each layer kind that has theory."""

from __future__ import annotations

from math import prod
from typing import Any

from fanscope.spec import ExperimentSpec
from support.networks import Tree, conv, linear, phi

IMAGE = [3, 8, 8]
GLOBAL: Tree = {"op": "pool", "kind": "global"}
AVERAGE: Tree = {"op": "pool", "kind": "average", "kernel": 2}
FLATTEN: Tree = {"op": "flatten"}
BATCHNORM: Tree = {"op": "batchnorm"}
LAYERNORM: Tree = {"op": "layernorm"}


def dropout(p: float) -> Tree:
    """Return a dropout."""
    return {"op": "dropout", "p": p}


def residual(*body: Tree, shortcut: tuple[Tree, ...] = (), **more: Any) -> Tree:
    """Return a residual block."""
    return {"op": "residual", "body": list(body), "shortcut": list(shortcut), **more}


def network(*layers: Tree, shape: list[int] = IMAGE) -> Tree:
    """Return a sequential network."""
    return {"kind": "sequential", "input": shape, "layers": list(layers)}


def hypernetwork(main: Tree, *, size: int = 16, biases: bool = False) -> Tree:
    """Return a hypernetwork over a network."""
    return {
        "kind": "hypernetwork",
        "main": main,
        "generates": "weights_and_biases" if biases else "weights",
        "conditioning": {"kind": "learned", "size": size},
    }


def on_noise(network: Tree, *schemes: Any, batch: int = 50) -> ExperimentSpec:
    """Return a spec on Gaussian data of 10 classes."""
    shape = network.get("main", network)["input"]
    return ExperimentSpec.model_validate(
        {
            "network": network,
            "data": {"name": "gaussian", "features": prod(shape), "classes": 10},
            "schemes": list(schemes),
            "training": {"batch_size": batch},
        }
    )


def _wide(*more: Tree, name: str, **options: Any) -> list[Tree]:
    return [conv(16, **options), *more, phi(name)]


def half(channels: int) -> Tree:
    """Return a shortcut that halves the sides."""
    return conv(channels, kernel=1, padding=0, stride=2, bias=False)


def pre_activated(channels: int, **options: Any) -> list[Tree]:
    """Return the branch of a pre-activation residual block."""
    first, second = (conv(channels, bias=False, **more) for more in (options, {}))
    return [BATCHNORM, phi(), first, BATCHNORM, phi(), second]


def predicted_specs() -> dict[str, ExperimentSpec]:
    """Return one small network for each layer kind that has theory."""
    relu, tanh = _wide(name="relu"), _wide(name="tanh")
    end = [GLOBAL, linear(10)]
    point = {"kernel": 1, "padding": 0}
    block = [phi(), conv(16), phi(), conv(16)]
    return {
        "convolutions, relu": on_noise(network(*relu, *relu, *relu, *end), "kaiming"),
        "convolutions, tanh": on_noise(network(*tanh, *tanh, *tanh, FLATTEN, linear(10)), "xavier"),
        "strides": on_noise(
            network(*relu, conv(24, stride=2), phi(), conv(32, stride=2), phi(), *end), "kaiming"
        ),
        "groups": on_noise(
            network(*relu, *_wide(name="relu", groups=4), *_wide(name="relu", groups=4), *end),
            "kaiming",
        ),
        "depthwise": on_noise(
            network(*relu, *_wide(name="relu", groups=16), *_wide(name="relu", **point), *end),
            "kaiming",
        ),
        "dilation and padding": on_noise(
            network(
                *_wide(name="silu", dilation=2, padding=2),
                *_wide(name="silu", padding=0),
                *_wide(name="silu", kernel=2, padding=0, stride=2),
                FLATTEN,
                linear(10),
            ),
            "kaiming",
        ),
        "batch norm": on_noise(network(*_wide(BATCHNORM, name="relu") * 3, *end), "kaiming"),
        "layer norm": on_noise(
            network(*_wide(LAYERNORM, name="gelu") * 2, FLATTEN, linear(10)), "kaiming"
        ),
        "residual": on_noise(
            network(conv(16), residual(*block), residual(*block, multiplier=0.5), phi(), *end),
            "kaiming",
        ),
        "pre-activation": on_noise(
            network(
                conv(12, bias=False),
                residual(*pre_activated(12)),
                residual(*pre_activated(24, stride=2), shortcut=(half(24),)),
                residual(*pre_activated(32, stride=2), shortcut=(half(32),)),
                BATCHNORM,
                phi(),
                *end,
            ),
            "kaiming",
        ),
        "average pool": on_noise(network(*tanh, AVERAGE, *tanh, AVERAGE, *tanh, *end), "xavier"),
        "leaky relu with biases": on_noise(
            network(*_wide(name="leaky-relu") * 3, *end), "torch-default"
        ),
        "dropout": on_noise(
            network(
                *(linear(64), phi(), dropout(0.5)),
                *(linear(64), phi(), dropout(0.5)),
                *(linear(64), phi(), dropout(0.2)),
                linear(10),
                shape=[64],
            ),
            "kaiming",
        ),
        "dropout, convolutions": on_noise(
            network(
                *relu, dropout(0.3), *relu, dropout(0.3), *relu, GLOBAL, dropout(0.5), linear(10)
            ),
            "kaiming",
        ),
        "sine": on_noise(
            network(conv(16), phi("sine", frequency=2.0), *_wide(name="sine"), FLATTEN, linear(10)),
            "kaiming",
        ),
        "generated, relu": on_noise(
            hypernetwork(network(*relu, *relu, *relu, *end)), "hyperfan-in"
        ),
        "generated with biases, tanh": on_noise(
            hypernetwork(network(*tanh, *tanh, FLATTEN, linear(10)), biases=True), "hyperfan-in"
        ),
    }
