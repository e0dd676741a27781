"""Networks that were added after the held-back half had been read once: a check that nothing was fitted to it."""

from __future__ import annotations

from zoo.architectures import (
    DIGITS,
    FEW,
    HYPER_FEW,
    Architecture,
    Mapping,
    generated,
    perceptron,
)

LEARNED: Mapping = {"kind": "learned", "size": 30}

FRESH: tuple[Architecture, ...] = (
    Architecture("relu, 5 x 96", perceptron(5, 96, "relu"), DIGITS, FEW),
    Architecture("tanh, 8 x 64", perceptron(8, 64, "tanh"), DIGITS, FEW),
    Architecture("gelu, 4 x 48", perceptron(4, 48, "gelu"), DIGITS, FEW),
    Architecture(
        "hypernetwork, tanh, 4 x 64",
        generated(perceptron(4, 64, "tanh"), conditioning=LEARNED),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, relu, 8 x 40",
        generated(perceptron(8, 40, "relu"), conditioning=LEARNED),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, relu, 6 x 40, biases too",
        generated(perceptron(6, 40, "relu"), generates="weights_and_biases", conditioning=LEARNED),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, one-hot, tanh, 6 x 40",
        generated(perceptron(6, 40, "tanh"), conditioning={"kind": "one_hot"}),
        DIGITS,
        HYPER_FEW,
    ),
    Architecture(
        "hypernetwork, low rank with W_0, tanh, 5 x 40",
        generated(
            perceptron(5, 40, "tanh"),
            conditioning=LEARNED,
            heads={"kind": "low_rank", "rank": 8},
        ),
        DIGITS,
        HYPER_FEW,
    ),
)
