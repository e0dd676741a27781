"""Hyperfan against formulas written a second time, as hypnettorch publishes them, without its known faults.

hypnettorch (``HMLP.apply_hyperfan_init``) works on shapes alone: fans as torch counts them, ``c_relu`` 2 or 1,
``c_bias`` 2 where biases are generated, and the variance of a head's input. Its faults, put right here: its
harmonic mean is 2 (1/a + 1/b); its fan-out biases of convolutions mix fans with and without the kernel's area;
it takes the features' variance, 1, where after a ReLU the second moment counts, and after tanh it is no longer 1.
"""

from __future__ import annotations

from itertools import product
from math import exp, prod, sqrt, tanh
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import integrate

from fanscope.layout import LayerLayout, NetworkLayout, lay_out
from fanscope.schemes import resolve
from fanscope.spec import HypernetworkSpec, SchemeChoice
from support.networks import conv, linear, phi, sequential
from support.sampling import assert_mean, draw

SIZE, WIDTH = 6, 30


class Case(NamedTuple):
    """One combination; ``shape`` is that of the weight in question."""

    shape: tuple[int, ...]
    has_bias: bool
    activation: str
    trunk: str
    method: str


SHAPES = ((12, 9), (9, 12), (8, 4, 3, 3), (4, 8, 3, 3), (8, 4, 1, 1), (6, 6, 5, 5))
CASES = [
    Case(*combination)
    for combination in product(
        SHAPES, (True, False), ("relu", "tanh"), ("none", "relu", "tanh"), ("in", "out", "harmonic")
    )
]


def _feature_moment(trunk: str) -> float:
    """Return the second moment of the last hidden features: input variance 1, fan-in Kaiming or Xavier in front."""
    if trunk != "tanh":
        return 1.0
    moment, _ = integrate.quad(
        lambda z: tanh(z) ** 2 * exp(-(z**2) / 2) / sqrt(2 * np.pi), -12.0, 12.0
    )
    return float(moment)


def _oracle(case: Case) -> tuple[float, float]:
    """Return Var(H) and Var(G)."""
    area = prod(case.shape[2:])
    fan_in, fan_out = case.shape[1] * area, case.shape[0] * area
    c_relu = 2.0 if case.activation == "relu" else 1.0
    c_bias = 2.0 if case.has_bias else 1.0
    features = SIZE if case.trunk == "none" else WIDTH
    head = features * _feature_moment(case.trunk)
    weight_in, bias_in = c_relu / (c_bias * fan_in * head), c_relu / (2.0 * head)
    weight_out, bias_out = c_relu / (fan_out * head), 0.0
    if case.shape[0] > case.shape[1]:
        bias_out = c_relu * (1.0 - case.shape[1] / case.shape[0]) / head
    if case.method == "in":
        return weight_in, bias_in
    if case.method == "out":
        return weight_out, bias_out
    bias = 0.0 if bias_out == 0 else 2.0 / (1.0 / bias_in + 1.0 / bias_out)
    return 2.0 / (1.0 / weight_in + 1.0 / weight_out), bias


def _hypernetwork(case: Case) -> NetworkLayout:
    out, into = case.shape[:2]
    if len(case.shape) == 2:
        layer, shape = linear(out, bias=case.has_bias), [into]
    else:
        kernel = case.shape[2]
        layer = conv(out, kernel=kernel, padding=kernel // 2, bias=case.has_bias)
        shape = [into, 5, 5]
    main = sequential(shape, layer, phi(case.activation), {"op": "flatten"}, linear(3))
    tree: dict[str, Any] = {
        "main": main,
        "generates": "weights_and_biases" if case.has_bias else "weights",
        "conditioning": {"kind": "learned", "size": SIZE},
    }
    if case.trunk != "none":
        tree["trunk"] = {"widths": [WIDTH], "activation": case.trunk}
    return lay_out(HypernetworkSpec.model_validate(tree))


def test_there_are_enough_combinations() -> None:
    assert len(CASES) == 216
    assert sum(len(case.shape) == 4 for case in CASES) >= 100


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case)))
def test_head_variances(case: Case) -> None:
    layout = _hypernetwork(case)
    assignment = resolve(SchemeChoice(name=f"hyperfan-{case.method}")).assign(layout)
    weight, bias = _oracle(case)
    layer = layout.layers[0]
    assert layer.weight.shape == case.shape
    assert layer.weight_head is not None
    assert assignment[layer.weight_head.kernel.name].variance == pytest.approx(weight, rel=1e-6)
    assert (layer.bias_head is not None) == case.has_bias
    if layer.bias_head is not None:
        assert assignment[layer.bias_head.kernel.name].variance == pytest.approx(bias, rel=1e-6)


def _grouped(groups: int) -> NetworkLayout:
    main = sequential(
        [4, 5, 5],
        phi("relu"),
        conv(8, groups=groups),
        phi("relu"),
        {"op": "flatten"},
        linear(3),
    )
    tree = {
        "main": main,
        "generates": "weights_and_biases",
        "conditioning": {"kind": "learned", "size": SIZE},
    }
    return lay_out(HypernetworkSpec.model_validate(tree))


def _generated(
    layout: NetworkLayout, layer: LayerLayout, method: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return weights and biases of 4000 independent hypernetworks, [draws, size]."""
    assignment = resolve(SchemeChoice(name=f"hyperfan-{method}")).assign(layout)
    rng, draws = np.random.default_rng(3), 4000
    features = draw(assignment[f"embedding.{layer.name}"], (draws, SIZE), rng)
    tensors = []
    for head in (layer.weight_head, layer.bias_head):
        assert head is not None
        kernels = draw(assignment[head.kernel.name], (draws, head.target.size, SIZE), rng)
        tensors.append(np.einsum("nwk,nk->nw", kernels, features))
    return tensors[0], tensors[1]


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_a_grouped_convolution_keeps_its_output_by_brute_force(groups: int) -> None:
    """Fan-in, behind a ReLU, biases generated: inputs of second moment 1/2 give weights' and biases' halves, 1/2 and 1."""
    layout = _grouped(groups)
    layer = layout.layers[0]
    weights, biases = _generated(layout, layer, "in")
    rng = np.random.default_rng(4)
    patch = np.maximum(rng.normal(size=(len(weights), layer.fan_in)), 0)
    one_output = np.einsum("nf,nf->n", weights[:, : layer.fan_in], patch)
    assert_mean(one_output**2, 0.5)
    assert_mean(biases[:, 0] ** 2, 1.0)


@pytest.mark.parametrize("groups", [1, 2, 4])
def test_a_grouped_convolution_keeps_its_gradient_by_brute_force(groups: int) -> None:
    """Fan-out: a unit gradient at all outputs that see one input comes back as c, the kernel's area cancels in the bias."""
    layout = _grouped(groups)
    layer = layout.layers[0]
    weights, biases = _generated(layout, layer, "out")
    outputs, inputs = 8 // groups, 4 // groups
    kernels = weights.reshape(len(weights), 8, inputs, 9)[:, :outputs, 0]
    rng = np.random.default_rng(5)
    gradient = np.einsum("noa,noa->n", kernels, rng.normal(size=kernels.shape))
    assert_mean(gradient**2, 2.0)
    assert_mean(biases[:, 0] ** 2, 2.0 * (1.0 - inputs / outputs))


def test_tables_are_looked_up_not_summed() -> None:
    main = sequential([7], {"op": "embedding", "vocabulary": 11, "features": 8}, {"op": "flatten"}, linear(3))  # fmt: skip
    layout = lay_out(
        HypernetworkSpec.model_validate(
            {"main": main, "conditioning": {"kind": "learned", "size": 5}}
        )
    )
    for method in ("in", "out", "harmonic"):
        assignment = resolve(SchemeChoice(name=f"hyperfan-{method}")).assign(layout)
        assert 5 * assignment["head.main.0.weight.kernel"].variance == pytest.approx(1.0)
