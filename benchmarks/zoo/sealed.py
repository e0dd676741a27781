"""Networks and schemes drawn by chance, from a seed that was written down before any of them was trained or judged.

Nobody chose them, so nobody can have chosen those that the rules are right about.
"""

from __future__ import annotations

import math
from random import Random

from zoo.architectures import (
    DIGITS,
    Architecture,
    Mapping,
    Scheme,
    convolutional,
    generated,
    normed,
    perceptron,
    residual,
)

SEED = 20261125
NUM_PLAIN, NUM_HYPERNETWORKS = 11, 16
SCHEMES_EACH = 8
ACTIVATIONS = ("relu", "tanh", "gelu", "silu", "leaky-relu")
PLAIN_SCHEMES: tuple[Scheme, ...] = ("kaiming", "xavier", "orthogonal", "torch-default", "lecun")
HYPER_SCHEMES: tuple[Scheme, ...] = (
    "hyperfan-in",
    "hyperfan-out",
    "hyperfan-harmonic",
    "xavier",
    "xavier-avg",
    "kaiming",
    "torch-default",
    {"name": "bias-hyperinit", "of": "kaiming"},
    {"name": "weight-hyperinit", "of": "kaiming"},
)
FACTORS, STDS = (0.05, 20.0), (0.003, 1.0)


def draw() -> tuple[Architecture, ...]:
    """Return the sealed part: plain networks, then hypernetworks, each under schemes of its own."""
    chance = Random(SEED)
    plain = [_plain(chance) for _ in range(NUM_PLAIN)]
    hyper = [_hypernetwork(chance) for _ in range(NUM_HYPERNETWORKS)]
    return (
        *(_under(chance, network, name, PLAIN_SCHEMES) for network, name in plain),
        *(_under(chance, network, name, HYPER_SCHEMES) for network, name in hyper),
    )


def _under(
    chance: Random, network: Mapping, name: str, schemes: tuple[Scheme, ...]
) -> Architecture:
    """Put a network under four schemes as they are, three of them scaled, and zeros or a fixed spread."""
    as_they_are = chance.sample(schemes, 4)
    scaled: list[Scheme] = [
        {"name": "scaled", "of": of, "factor": _between(chance, FACTORS)}
        for of in chance.sample(schemes[:4], SCHEMES_EACH - 5)
    ]
    fixed: Scheme = chance.choice(("zeros", {"name": "normal", "std": _between(chance, STDS)}))
    return Architecture(f"sealed {name}", network, DIGITS, (*as_they_are, *scaled, fixed))


def _plain(chance: Random) -> tuple[Mapping, str]:
    kind = chance.choice(("perceptron", "normed", "convolutional", "residual"))
    if kind == "perceptron":
        return _perceptron(chance)
    if kind == "normed":
        depth, width = chance.randint(2, 10), _width(chance)
        norm = chance.choice(("batchnorm", "layernorm", "rmsnorm"))
        return normed(depth, width, norm), f"{norm}, {depth} x {width}"
    if kind == "convolutional":
        return _convolutional(chance)
    return _residual(chance)


def _hypernetwork(chance: Random) -> tuple[Mapping, str]:
    main, name = chance.choice((_perceptron, _perceptron, _convolutional, _residual))(chance)
    more: Mapping = {"conditioning": _conditioning(chance)}
    name = f"hypernetwork, {more['conditioning']['kind']}, {name}"
    heads = chance.choice(("per_tensor", "per_tensor", "chunked", "low_rank"))
    if heads == "chunked":
        more["heads"] = {"kind": heads, "size": chance.choice((256, 512, 1024)), "embedding": 16}
        name += ", chunked"
    elif heads == "low_rank":
        more["heads"] = {"kind": heads, "rank": chance.randint(4, 8)}
        name += ", low rank"
    elif chance.random() < 0.4:
        more["generates"] = "weights_and_biases"
        name += ", biases too"
    if chance.random() < 0.3:
        trunk = {"widths": [chance.choice((24, 48))], "activation": chance.choice(("relu", "tanh"))}
        more["trunk"] = trunk
        name += f", {trunk['activation']} trunk {trunk['widths'][0]}"
    return generated(main, **more), name


def _conditioning(chance: Random) -> Mapping:
    kind = chance.choice(("learned", "learned", "one_hot", "noise"))
    return {"kind": kind} if kind == "one_hot" else {"kind": kind, "size": chance.randint(8, 50)}


def _perceptron(chance: Random) -> tuple[Mapping, str]:
    depth, width, activation = chance.randint(2, 12), _width(chance), chance.choice(ACTIVATIONS)
    return perceptron(depth, width, activation), f"{activation}, {depth} x {width}"


def _convolutional(chance: Random) -> tuple[Mapping, str]:
    depth, channels = chance.randint(2, 7), chance.randint(8, 18)
    norm = chance.choice((None, "batchnorm"))
    return convolutional(depth, channels, norm), f"conv, {norm or 'no norm'}, {depth} x {channels}"


def _residual(chance: Random) -> tuple[Mapping, str]:
    blocks, width, norm = chance.randint(2, 8), _width(chance), chance.choice((None, "layernorm"))
    return residual(blocks, width, norm), f"residual, {norm or 'no norm'}, {blocks} x {width}"


def _width(chance: Random) -> int:
    return 8 * chance.randint(4, 14)


def _between(chance: Random, ends: tuple[float, float]) -> float:
    """Draw evenly on a logarithmic axis, to two digits."""
    low, high = map(math.log, ends)
    return float(f"{math.exp(chance.uniform(low, high)):.2g}")


SEALED = draw()
