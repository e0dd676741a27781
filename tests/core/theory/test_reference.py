"""The mean field behind verdicts, against sampled networks; rough where positive signals are summed."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.activations import squared_gain
from fanscope.layout import NetworkLayout, lay_out
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec
from fanscope.theory.noise import Floats
from fanscope.theory.reference import reference_signal
from support.networks import conv, linear, phi, small_networks
from support.oracles import gaussian_batches
from support.program_oracle import measure_programs
from support.program_specs import (
    BATCHNORM,
    GLOBAL,
    network,
    on_noise,
    predicted_specs,
    residual,
)

SPECS = predicted_specs()
RESNET = on_noise(
    network(
        *[conv(16, bias=False), BATCHNORM, phi()],
        *[residual(conv(16), BATCHNORM, phi(), conv(16), BATCHNORM), phi()] * 3,
        *[GLOBAL, linear(10)],
    ),
    "kaiming",
)


def _kaiming(layout: NetworkLayout) -> Floats:
    return np.array([squared_gain(layer.fed_by) / layer.fan_in for layer in layout.layers])


@pytest.mark.parametrize(
    ("spec", "factor"),
    [
        (SPECS["convolutions, relu"], 1.3),
        (SPECS["batch norm"], 1.3),
        (SPECS["residual"], 1.3),
        (RESNET, 3.0),
    ],
    ids=["relu", "batch norm", "residual", "he's residual"],
)
def test_means_of_sampled_networks(spec: ExperimentSpec, factor: float) -> None:
    measured = measure_programs(
        spec,
        spec.schemes[0],
        gaussian_batches(192, 10),
        num_draws=60,
        generator=np.random.default_rng(4),
    )
    layout = lay_out(spec.network)
    assignment = resolve(spec.schemes[0]).assign(layout)
    variances = np.array([assignment[layer.weight.name].variance for layer in layout.layers])
    found = reference_signal(layout, variances)
    for values, expected in (
        (measured.second_moment, found.second),
        (measured.gradient_second_moment, found.gradient),
    ):
        error = 4 * values.std(0) / np.sqrt(len(values)) / values.mean(0)
        ratio = values.mean(0) / expected
        assert np.all(ratio < factor + error), ratio
        assert np.all(ratio > 1 / factor - error), ratio


def test_attention_stays_unknown_behind_queries_keys_and_values() -> None:
    layout = lay_out(small_networks()["attention"])
    found = reference_signal(layout, _kaiming(layout))
    assert np.isnan(found.second[[1, 5]]).all()
    assert np.isfinite(found.second[2:5]).all()
    assert np.isnan(found.gradient).all()


def test_weights_of_zero_are_no_error() -> None:
    layout = lay_out(SPECS["residual"].network)
    found = reference_signal(layout, np.zeros(len(layout.layers)))
    assert np.all(found.second == 0)
