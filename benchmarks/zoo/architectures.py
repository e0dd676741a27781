"""The networks of the zoo, by name, and the schemes under which each is tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Mapping = dict[str, Any]
Scheme = str | Mapping
FEATURES, CLASSES = 64, 10


@dataclass(frozen=True)
class Architecture:
    """A spec's ``network`` and ``data``, without a scheme."""

    name: str
    network: Mapping
    data: Mapping
    schemes: tuple[Scheme, ...]


def perceptron(depth: int, width: int, activation: str) -> Mapping:
    widths = [FEATURES, *[width] * depth, CLASSES]
    return {"kind": "mlp", "widths": widths, "activation": activation}


def sequential(layers: list[Mapping], shape: tuple[int, ...] = (FEATURES,)) -> Mapping:
    return {"kind": "sequential", "input": list(shape), "layers": layers}


def activation(name: str) -> Mapping:
    return {"op": "activation", "name": name}


def linear(features: int) -> Mapping:
    return {"op": "linear", "features": features}


def conv(channels: int, **more: Any) -> Mapping:
    return {"op": "conv2d", "channels": channels, "kernel": 3, "padding": 1, **more}


def normed(depth: int, width: int, norm: str) -> Mapping:
    block = [linear(width), {"op": norm}, activation("relu")]
    return sequential([*block * depth, linear(CLASSES)])


def convolutional(depth: int, channels: int, norm: str | None = None) -> Mapping:
    block = [conv(channels), *([{"op": norm}] if norm else []), activation("relu")]
    ending = [{"op": "pool", "kind": "global"}, linear(CLASSES)]
    return sequential([*block * depth, *ending], (1, 8, 8))


def residual(blocks: int, width: int, norm: str | None = None, **more: Any) -> Mapping:
    start = [{"op": norm}] if norm else []
    body = [*start, activation("relu"), linear(width), activation("relu"), linear(width)]
    block = {"op": "residual", "body": body, **more}
    return sequential([linear(width), *[block] * blocks, activation("relu"), linear(CLASSES)])


def sine(depth: int, width: int) -> Mapping:
    block = [linear(width), activation("sine")]
    return sequential([*block * depth, linear(CLASSES)])


def generated(main: Mapping, **more: Any) -> Mapping:
    return {"kind": "hypernetwork", "main": main, **more}


def scaled(name: Scheme, *factors: float) -> tuple[Mapping, ...]:
    return tuple({"name": "scaled", "of": name, "factor": factor} for factor in factors)


FAULTS: tuple[Scheme, ...] = ("zeros", {"name": "constant", "value": 0.05})
NORMALS: tuple[Scheme, ...] = tuple({"name": "normal", "std": std} for std in (0.01, 0.05, 1.0))
PLAIN: tuple[Scheme, ...] = ("kaiming", "xavier", "orthogonal", "torch-default")
RELU: tuple[Scheme, ...] = (
    *PLAIN,
    *NORMALS,
    *scaled("kaiming", 0.1, 0.3, 0.6, 3.0, 10.0),
    "zeros",
    {"name": "edge-of-chaos", "sigma_w": 1.2, "sigma_b": 0.5},
)
TANH: tuple[Scheme, ...] = (
    *PLAIN,
    *FAULTS,
    *scaled("xavier", 0.1, 0.5, 3.0, 10.0),
    {"name": "normal", "std": 0.01},
    {"name": "edge-of-chaos", "sigma_w": 0.7, "sigma_b": 0.3},
)
FEW: tuple[Scheme, ...] = (
    *PLAIN,
    "zeros",
    {"name": "normal", "std": 0.01},
    *scaled("xavier", 0.1, 10.0),
)
HYPER: tuple[Scheme, ...] = (
    "hyperfan-in",
    "hyperfan-out",
    "hyperfan-harmonic",
    "xavier",
    "xavier-avg",
    "kaiming",
    "torch-default",
    {"name": "bias-hyperinit", "of": "kaiming"},
    {"name": "weight-hyperinit", "of": "kaiming"},
    "zeros",
    {"name": "normal", "std": 0.01},
    *scaled("hyperfan-in", 0.1, 0.3, 3.0, 10.0),
)
HYPER_FEW: tuple[Scheme, ...] = (
    "hyperfan-in",
    "hyperfan-out",
    "xavier",
    "xavier-avg",
    "kaiming",
    "torch-default",
    {"name": "bias-hyperinit", "of": "kaiming"},
    "zeros",
    *scaled("hyperfan-in", 0.1, 0.5, 5.0),
)
DIGITS: Mapping = {"name": "digits"}
LEARNED: Mapping = {"kind": "learned", "size": 20}

PLAIN_NETWORKS: tuple[Architecture, ...] = (
    Architecture("relu, 3 x 64", perceptron(3, 64, "relu"), DIGITS, FEW),
    Architecture("relu, 10 x 64", perceptron(10, 64, "relu"), DIGITS, RELU),
    Architecture("relu, 20 x 48", perceptron(20, 48, "relu"), DIGITS, RELU),
    Architecture("relu, 6 x 256", perceptron(6, 256, "relu"), DIGITS, FEW),
    Architecture("tanh, 5 x 64", perceptron(5, 64, "tanh"), DIGITS, FEW),
    Architecture("tanh, 20 x 48", perceptron(20, 48, "tanh"), DIGITS, TANH),
    Architecture("sigmoid, 3 x 64", perceptron(3, 64, "sigmoid"), DIGITS, FEW),
    Architecture("gelu, 10 x 64", perceptron(10, 64, "gelu"), DIGITS, FEW),
    Architecture("silu, 6 x 64", perceptron(6, 64, "silu"), DIGITS, FEW),
    Architecture(
        "sine, 4 x 64", sine(4, 64), DIGITS, ("siren", "xavier", "zeros", *scaled("siren", 0.1))
    ),
    Architecture("conv, 5 x 16", convolutional(5, 16), DIGITS, (*FEW, "delta-orthogonal")),
    Architecture("conv, 10 x 12", convolutional(10, 12), DIGITS, FEW),
    Architecture(
        "conv, batch norm, 4 x 12", convolutional(4, 12, "batchnorm"), DIGITS, (*FEW, "lsuv")
    ),
    Architecture("batch norm, 8 x 64", normed(8, 64, "batchnorm"), DIGITS, FEW),
    Architecture("layer norm, 8 x 64", normed(8, 64, "layernorm"), DIGITS, FEW),
    Architecture("residual, 6 x 64", residual(6, 64), DIGITS, (*FEW, "fixup", "zero")),
    Architecture(
        "residual, learned multiplier, 6 x 64",
        residual(6, 64, learned_multiplier=True),
        DIGITS,
        ("skipinit", *FEW),
    ),
    Architecture("residual, layer norm, 6 x 48", residual(6, 48, "layernorm"), DIGITS, FEW),
)

TRAP = "hypernetwork, relu, 10 x 64, biases too"
HYPERNETWORKS: tuple[Architecture, ...] = (
    Architecture(
        "hypernetwork, tanh, 5 x 48",
        generated(perceptron(5, 48, "tanh"), conditioning=LEARNED),
        DIGITS,
        HYPER,
    ),
    Architecture(
        "hypernetwork, relu, 5 x 48",
        generated(perceptron(5, 48, "relu"), conditioning=LEARNED),
        DIGITS,
        HYPER,
    ),
    Architecture(
        "hypernetwork, relu, 12 x 32",
        generated(perceptron(12, 32, "relu"), conditioning=LEARNED),
        DIGITS,
        HYPER,
    ),
    Architecture(
        TRAP,
        generated(perceptron(10, 64, "relu"), generates="weights_and_biases", conditioning=LEARNED),
        DIGITS,
        HYPER,
    ),
    Architecture(
        "hypernetwork, relu, 20 x 32, biases too",
        generated(perceptron(20, 32, "relu"), generates="weights_and_biases", conditioning=LEARNED),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, tanh, 12 x 32, biases too",
        generated(perceptron(12, 32, "tanh"), generates="weights_and_biases", conditioning=LEARNED),
        DIGITS,
        HYPER,
    ),
    Architecture(
        "hypernetwork, relu trunk, tanh, 4 x 48",
        generated(
            perceptron(4, 48, "tanh"),
            conditioning=LEARNED,
            trunk={"widths": [32], "activation": "relu"},
        ),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, tanh trunk, relu, 6 x 48",
        generated(
            perceptron(6, 48, "relu"),
            conditioning=LEARNED,
            trunk={"widths": [32], "activation": "tanh"},
        ),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, one-hot, relu, 6 x 48",
        generated(perceptron(6, 48, "relu"), conditioning={"kind": "one_hot"}),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, noise, relu, 5 x 48",
        generated(perceptron(5, 48, "relu"), conditioning={"kind": "noise", "size": 20}),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, noise, theta_0, relu, 5 x 48",
        generated(
            perceptron(5, 48, "relu"),
            conditioning={"kind": "noise", "size": 20},
            heads={"kind": "per_tensor", "base": True},
        ),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, given, cosine, tanh, 5 x 48",
        generated(
            perceptron(5, 48, "tanh"),
            conditioning={"kind": "given", "values": [0.3, 0.7], "encoding": "cosine"},
            trunk={"widths": [32], "activation": "relu"},
        ),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, chunked, relu, 5 x 48",
        generated(
            perceptron(5, 48, "relu"),
            conditioning=LEARNED,
            heads={"kind": "chunked", "size": 512, "embedding": 20},
        ),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, low rank with W_0, relu, 6 x 48",
        generated(
            perceptron(6, 48, "relu"),
            conditioning=LEARNED,
            heads={"kind": "low_rank", "rank": 4},
        ),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, low rank, tanh, 4 x 48",
        generated(
            perceptron(4, 48, "tanh"),
            conditioning=LEARNED,
            heads={"kind": "low_rank", "rank": 8, "base": False},
        ),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, conv, 6 x 12",
        generated(convolutional(6, 12), conditioning=LEARNED),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, conv, batch norm, 4 x 12",
        generated(convolutional(4, 12, "batchnorm"), conditioning=LEARNED),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, residual, 5 x 48",
        generated(residual(5, 48), conditioning=LEARNED),
        DIGITS,
        HYPER_FEW,
    ),
)
ARCHITECTURES = (*PLAIN_NETWORKS, *HYPERNETWORKS)
