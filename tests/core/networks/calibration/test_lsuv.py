"""LSUV by its defining property: variance 1 behind every layer, on the batch that it saw."""

from __future__ import annotations

import pytest
import torch

from fanscope.layout import lay_out
from fanscope.networks import forward
from support.calibration import calibrated, first_batch
from support.networks import small_networks
from support.schemes import every_convolution, example

TOLERANCE = 0.01
"""As the authors write."""
NETWORKS = {**small_networks(), "every convolution": every_convolution()}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_layers_outputs_have_variance_one(name: str) -> None:
    layout = lay_out(NETWORKS[name])
    batch = first_batch(layout)
    _, tensors = calibrated(layout, example("lsuv"), batch)
    trace = forward(layout.program, tensors, batch.inputs)
    for layer, outputs in zip(layout.layers, trace.preactivations, strict=True):
        variance = outputs.double().var(correction=0).item()
        if not layer.is_table and variance > 0:
            assert variance == pytest.approx(1.0, abs=TOLERANCE), layer.name


def test_weights_stay_orthogonal() -> None:
    layout = lay_out(every_convolution())
    _, tensors = calibrated(layout, example("lsuv"), first_batch(layout))
    weight = tensors["main.0.weight"].flatten(1).double()
    gram = weight @ weight.T
    torch.testing.assert_close(
        gram / gram[0, 0], torch.eye(16, dtype=torch.float64), atol=1e-5, rtol=0
    )


def test_a_layer_that_gives_nothing_stays_as_it_is() -> None:
    layout = lay_out(every_convolution())
    batch = first_batch(layout)
    batch.inputs.zero_()
    drawn, tensors = calibrated(layout, example("lsuv"), batch)
    assert all(torch.equal(tensors[name], drawn[name]) for name in drawn)
