"""Hyperfan against brute force: sample H, G and h, generate W and b, and look at their variances.

The known faults of hypnettorch (references.bib, hypnettorch2021) each have their test: a harmonic
mean that is none, biases of hyperfan-out that mix fans, twice the target after Kaiming trunks.
"""

from __future__ import annotations

from statistics import harmonic_mean
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from fanscope.distribution import Assignment
from fanscope.errors import SpecError
from fanscope.layout import HeadLayout, NetworkLayout
from fanscope.schemes import resolve
from fanscope.schemes.features import feature_second_moment
from fanscope.spec import Activation, SchemeChoice
from support.layouts import generated_layout, plain_layout
from support.sampling import assert_mean, draw

NUM_NETWORKS = 1000
FAN_IN, FAN_OUT = 12, 9


def _assign(name: str, layout: NetworkLayout) -> Assignment:
    return resolve(SchemeChoice(name=name)).assign(layout)


def _sample_features(
    layout: NetworkLayout, assignment: Assignment, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return last hidden features of independent hypernetworks, [NUM_NETWORKS, d_k]."""
    hypernet = layout.hypernet
    assert hypernet is not None
    features = draw(assignment["embedding.main.0"], (NUM_NETWORKS, hypernet.embedding_size), rng)
    for weight, _ in hypernet.trunk:
        matrices = draw(assignment[weight.name], (NUM_NETWORKS, *weight.shape), rng)
        features = np.einsum("nok,nk->no", matrices, features)
        features = (
            np.maximum(features, 0) if hypernet.trunk_activation == "relu" else np.tanh(features)
        )
    return features


def _generated_second_moments(
    head: HeadLayout | None, layout: NetworkLayout, assignment: Assignment
) -> NDArray[np.float64]:
    """Return the mean square of a generated tensor in each of many independent hypernetworks."""
    assert head is not None
    rng = np.random.default_rng(7)
    features = _sample_features(layout, assignment, rng)
    kernels = draw(assignment[head.kernel.name], (NUM_NETWORKS, *head.kernel.shape), rng)
    generated = np.einsum("nwk,nk->nw", kernels, features)
    moments: NDArray[np.float64] = np.mean(generated**2, axis=1)
    return moments


@pytest.mark.parametrize("trunk", [(), (40,)], ids=["no-trunk", "trunk"])
@pytest.mark.parametrize("trunk_activation", ["relu", "tanh"])
@pytest.mark.parametrize(("activation", "c"), [("tanh", 1.0), ("relu", 2.0)])
@pytest.mark.parametrize("generates", ["weights", "weights_and_biases"])
def test_generated_weights_have_the_variance_they_should(
    generates: Literal["weights", "weights_and_biases"],
    activation: Activation,
    c: float,
    trunk_activation: Literal["relu", "tanh"],
    trunk: tuple[int, ...],
) -> None:
    layout = generated_layout(
        FAN_IN,
        FAN_OUT,
        4,
        activation=activation,
        generates=generates,
        size=100 if trunk else 20,
        trunk=trunk,
        trunk_activation=trunk_activation,
    )
    head = layout.layers[0].weight_head
    share = 2.0 if generates == "weights_and_biases" else 1.0
    into = _generated_second_moments(head, layout, _assign("hyperfan-in", layout))
    out = _generated_second_moments(head, layout, _assign("hyperfan-out", layout))
    assert_mean(into * FAN_IN / c, 1.0 / share)
    assert_mean(out * FAN_OUT / c, 1.0)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_relu_trunk_gives_the_target_not_twice_the_target(activation: Activation) -> None:
    """hypnettorch divides by a variance after Kaiming trunks: 1.9 to 2 times the target."""
    layout = generated_layout(12, 9, 4, activation=activation, size=100, trunk=(30, 30))
    assignment = _assign("hyperfan-in", layout)
    moments = _generated_second_moments(layout.layers[0].weight_head, layout, assignment)
    assert_mean(moments * FAN_IN / (2.0 if activation == "relu" else 1.0), 1.0)


def test_generated_biases_carry_the_other_half() -> None:
    """With B = 2 a unit input gives c/2 from the weights and c/2 from the bias."""
    layout = generated_layout(
        FAN_IN, FAN_OUT, 4, activation="relu", generates="weights_and_biases", size=20
    )
    assignment, layer = _assign("hyperfan-in", layout), layout.layers[0]
    assert_mean(_generated_second_moments(layer.bias_head, layout, assignment), 1.0)
    weights = _generated_second_moments(layer.weight_head, layout, assignment)
    assert_mean(FAN_IN * weights, 1.0)


@pytest.mark.parametrize(("fan_in", "fan_out"), [(5, 20), (20, 20), (1, 50)])
def test_hyperfan_out_biases_fill_up_what_a_widening_layer_loses(fan_in: int, fan_out: int) -> None:
    """Fan-out weights alone give c d_j / d_i forward; with their biases it is c again."""
    layout = generated_layout(fan_in, fan_out, 4, generates="weights_and_biases", size=30)
    assignment = _assign("hyperfan-out", layout)
    weight = 30 * assignment["head.main.0.weight.kernel"].variance
    bias = 30 * assignment["head.main.0.bias.kernel"].variance
    assert fan_in * weight + bias == pytest.approx(1.0)


def test_hyperfan_out_biases_of_a_narrowing_layer_are_zero() -> None:
    layout = generated_layout(20, 5, 4, generates="weights_and_biases", size=30)
    assert _assign("hyperfan-out", layout)["head.main.0.bias.kernel"].variance == 0.0


def test_harmonic_is_the_harmonic_mean() -> None:
    layout = generated_layout(5, 20, 4, generates="weights_and_biases", size=30)
    into, out, both = (_assign(f"hyperfan-{which}", layout) for which in ("in", "out", "harmonic"))
    for head in layout.layers[0].weight_head, layout.layers[0].bias_head:
        assert head is not None
        variances = [a[head.kernel.name].variance for a in (into, out)]
        assert both[head.kernel.name].variance == pytest.approx(harmonic_mean(variances))


def test_harmonic_is_zero_where_hyperfan_out_is() -> None:
    layout = generated_layout(20, 5, 4, generates="weights_and_biases", size=30)
    assert _assign("hyperfan-harmonic", layout)["head.main.0.bias.kernel"].variance == 0.0


def test_paper_network_by_hand() -> None:
    layout = generated_layout(784, 500, 10)
    variance = {
        name: [a[f"head.main.{i}.weight.kernel"].variance for i in (0, 1)]
        for name in ("hyperfan-in", "hyperfan-out")
        for a in [_assign(name, layout)]
    }
    assert variance["hyperfan-in"] == pytest.approx([1 / 39_200, 1 / 25_000])
    assert variance["hyperfan-out"] == pytest.approx([1 / 25_000, 1 / 500])


def test_output_layer_of_a_relu_network_counts_as_relu() -> None:
    """Its inputs come out of a ReLU, so it needs c = 2 although it has no activation itself."""
    assignment = _assign("hyperfan-in", generated_layout(784, 500, 10, activation="relu"))
    assert assignment["head.main.1.weight.kernel"].variance == pytest.approx(2 / 25_000)


@pytest.mark.parametrize(
    ("trunk", "activation", "expected"),
    [((), "relu", 1.0), ((8, 8), "relu", 1.0), ((8,), "tanh", 0.3943)],
)
def test_feature_second_moment(
    trunk: tuple[int, ...], activation: Literal["relu", "tanh"], expected: float
) -> None:
    """The second moment, not the variance: that would be 0.68 after ReLU layers."""
    hypernet = generated_layout(8, 4, trunk=trunk, trunk_activation=activation).hypernet
    assert hypernet is not None
    assert feature_second_moment(hypernet) == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("name", ["hyperfan-in", "hyperfan-out", "hyperfan-harmonic"])
def test_plain_network_is_refused(name: str) -> None:
    with pytest.raises(SpecError, match=r"hypernetwork.*use xavier"):
        _assign(name, plain_layout(8, 4))
