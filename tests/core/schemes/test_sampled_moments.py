"""Every scheme, drawn with torch: mean squares are those of its published formula on every kind of layer.

The formulas stand here a second time, from the papers, on fans counted from the tensors' own shapes. A new
scheme without a line here fails ``test_every_scheme_has_a_formula``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, log2, prod, sqrt

import numpy as np
import pytest
import torch
from scipy import integrate, optimize, stats
from torch import Tensor

from fanscope.distribution import Distribution
from fanscope.layout import ConvNode, NetworkLayout, lay_out, walk
from fanscope.networks import compute_features, generate, sample_network
from fanscope.schemes import SchemeInfo, catalogue
from support.schemes import every_convolution, generated_convolutions, scheme, suiting

SIGMAS = 5.0
OMEGA = 3.0
KINDS = {
    "main.0": "plain convolution",
    "main.2": "grouped convolution",
    "main.4": "depthwise convolution",
    "main.6": "1x1 convolution",
    "main.8.body.0": "plain convolution in a branch",
    "main.8.body.2": "1x1 convolution that ends a branch",
    "main.11": "dense",
    "main.13": "dense output",
}
SIZE = 20


@dataclass(frozen=True)
class Layer:
    """A weight as its shape tells: [out, in of a group, *kernel] in a number of groups."""

    name: str
    shape: tuple[int, ...]
    groups: int

    @property
    def area(self) -> int:
        return prod(self.shape[2:])

    @property
    def fan_in(self) -> int:
        return prod(self.shape[1:])

    @property
    def outputs(self) -> int:
        return self.shape[0] // self.groups

    @property
    def fan_out(self) -> int:
        return self.outputs * self.area

    @property
    def c(self) -> float:
        """Every layer of the ReLU network follows a ReLU but the output's neighbor behind a pool, which does too."""
        return 2.0

    @property
    def is_widening(self) -> bool:
        return self.outputs > self.shape[1]


Formula = Callable[[Layer], float]


@lru_cache
def _critical(sigma_b: float) -> float:
    """Return sigma_w^2 for tanh at chi = 1, by adaptive quadrature and Brent's method (Schoenholz et al. 2017)."""

    def mean(function: Callable[[float], float], q: float) -> float:
        value, _ = integrate.quad(lambda z: function(sqrt(q) * z) * stats.norm.pdf(z), -12, 12)
        return float(value)

    def excess(q: float) -> float:
        slope = mean(lambda y: (1 - np.tanh(y) ** 2) ** 2, q)
        return q - mean(lambda y: np.tanh(y) ** 2, q) / slope - sigma_b**2

    q = optimize.brentq(excess, 1e-6, 10.0, xtol=1e-13)
    return 1.0 / mean(lambda y: (1 - np.tanh(y) ** 2) ** 2, q)


def _zero_at(*names: str) -> Callable[[Formula], Formula]:
    return lambda formula: lambda x: 0.0 if x.name in names else formula(x)


BRANCH_END, OUTPUT, FIRST = "main.8.body.2", "main.13", "main.0"
FORMULAS: dict[str, Formula] = {
    "xavier": lambda x: 1 / x.fan_in,
    "xavier-avg": lambda x: 2 / (x.fan_in + x.fan_out),
    "xavier-out": lambda x: 1 / x.fan_out,
    "kaiming": lambda x: 2 / x.fan_in,
    "kaiming-out": lambda x: 2 / x.fan_out,
    "lecun": lambda x: 1 / x.fan_in,
    "torch-default": lambda x: 1 / (3 * x.fan_in),
    "orthogonal": lambda x: x.c / max(x.outputs, x.fan_in),
    "delta-orthogonal": lambda x: (
        x.c / max(x.outputs, x.fan_in) if x.area == 1 and len(x.shape) == 2 else x.c / x.fan_out
    ),
    "edge-of-chaos": lambda x: 1.5**2 / x.fan_in,
    "critical": lambda x: _critical(0.05) / x.fan_in,
    "siren": lambda x: 1 / (3 * x.fan_in**2) if x.name == FIRST else 6 / (3 * x.fan_in * OMEGA**2),
    "mup": lambda x: x.c / x.fan_in / (x.fan_in if x.name == OUTPUT else 1),
    "fixup": _zero_at(BRANCH_END, OUTPUT)(lambda x: 2 / x.fan_in),  # L = 1, m = 2
    "skipinit": lambda x: 2 / x.fan_in,
    "depth-scaled": lambda x: 1 / x.fan_in,  # N = 1; more blocks in test_residual.py
    "zero": _zero_at(BRANCH_END)(
        lambda x: (
            2.0 ** -ceil(log2(x.outputs)) / x.area
            if x.is_widening
            else min(x.outputs, x.shape[1]) / (x.outputs * x.shape[1] * x.area)
        )
    ),
    "sparse": lambda x: min(15, x.fan_in) / x.fan_in,
    "lsuv": lambda x: 1 / max(x.outputs, x.fan_in),
    "metainit": lambda x: 2 / x.fan_in,
    "gradinit": lambda x: 2 / x.fan_in,
    "normal": lambda x: 0.02**2,
    "constant": lambda x: 0.01**2,
    "zeros": lambda x: 0.0,
    "scaled": lambda x: 0.5**2 / x.fan_in,
}
GENERATED: dict[str, Formula] = {
    "hyperfan-in": lambda x: x.c / (2 * x.fan_in),
    "hyperfan-out": lambda x: x.c / x.fan_out,
    "hyperfan-harmonic": lambda x: 2 / (2 * x.fan_in / x.c + x.fan_out / x.c),
    "bias-hyperinit": lambda x: 2 / x.fan_in,
    "weight-hyperinit": lambda x: SIZE * 2 / x.fan_in,
    "siren-hypernetwork": lambda x: 2e-4 + FORMULAS["siren"](x),
}
PLAIN_INFOS = [info for info in catalogue() if info.fits != ("hypernetwork",)]
HEAD_INFOS = [info for info in catalogue() if info.fits == ("hypernetwork",)]


def _layers(layout: NetworkLayout) -> list[Layer]:
    groups = {
        node.layer.name: node.groups for node in walk(layout.program) if isinstance(node, ConvNode)
    }
    return [Layer(x.name, x.weight.shape, groups.get(x.name, 1)) for x in layout.layers]


def _draw(layout: NetworkLayout, info: SchemeInfo, seed: int = 0) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    assignment = scheme(info.name).assign(layout)
    return sample_network(layout, assignment, generator=generator, dtype=torch.float64)


def _relative_error(distribution: Distribution, layer: Layer) -> float:
    """Return the standard error of a mean square, relative to its expectation."""
    size = prod(layer.shape)
    match distribution.shape:
        case "uniform":
            return sqrt(0.8 / size)
        case "normal":
            return sqrt(2.0 / size)
        case "sparse":
            return sqrt(2.0 / (layer.shape[0] * distribution.nonzero))
        case _:
            return 0.0


def test_every_scheme_has_a_formula() -> None:
    assert set(FORMULAS) == {info.name for info in PLAIN_INFOS}
    assert set(GENERATED) == {info.name for info in HEAD_INFOS}


def test_every_kind_of_layer_is_there() -> None:
    layers = _layers(lay_out(every_convolution()))
    assert [layer.name for layer in layers] == list(KINDS)
    assert {layer.groups for layer in layers} == {1, 2, 32}


@pytest.mark.parametrize("info", PLAIN_INFOS, ids=lambda info: info.name)
def test_weights_have_the_mean_square_of_the_formula(info: SchemeInfo) -> None:
    layout = lay_out(every_convolution(suiting(info)))
    drawn, assignment = _draw(layout, info), scheme(info.name).assign(layout)
    for layer in _layers(layout):
        name = f"{layer.name}.weight"
        expected, measured = FORMULAS[info.name](layer), drawn[name].square().mean().item()
        tolerance = SIGMAS * _relative_error(assignment[name], layer) + 1e-6
        assert measured == pytest.approx(expected, rel=tolerance, abs=1e-15), KINDS[layer.name]
        assert assignment[name].second_moment == pytest.approx(expected, rel=1e-6, abs=1e-15)


@pytest.mark.parametrize("info", PLAIN_INFOS, ids=lambda info: info.name)
def test_entries_that_are_said_to_be_random_have_mean_zero(info: SchemeInfo) -> None:
    layout = lay_out(every_convolution(suiting(info)))
    drawn, assignment = _draw(layout, info), scheme(info.name).assign(layout)
    for layer in layout.layers:
        name = layer.weight.name
        if assignment[name].is_random:
            error = sqrt(assignment[name].variance / layer.weight.size)
            assert abs(drawn[name].mean().item()) <= SIGMAS * error


@pytest.mark.parametrize("info", HEAD_INFOS, ids=lambda info: info.name)
def test_generated_weights_have_the_mean_square_of_the_formula(info: SchemeInfo) -> None:
    """Each layer's mean square varies with its embedding's length, relative variance 0.8 / d_k: means over draws."""
    layout = generated_convolutions(suiting(info), size=SIZE)
    layers, draws = _layers(layout), 40
    assert layout.hypernet is not None
    found: dict[str, list[float]] = {layer.name: [] for layer in layers}
    for seed in range(draws):
        tensors = _draw(layout, info, seed)
        features = compute_features(layout.hypernet, tensors)
        generated = generate(layout, tensors, features)
        for layer in layers:
            found[layer.name].append(generated[f"{layer.name}.weight"].square().mean().item())
    for layer in layers:
        values = np.array(found[layer.name])
        error = values.std(ddof=1) / sqrt(draws)
        expected = GENERATED[info.name](layer)
        assert abs(values.mean() - expected) <= SIGMAS * error + 1e-12, KINDS[layer.name]
