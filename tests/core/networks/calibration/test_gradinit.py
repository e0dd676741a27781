"""GradInit: the loss behind the first step falls, or first the gradient's norm where it is too long."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from fanscope.layout import NetworkLayout, lay_out
from fanscope.networks.calibration import Batch
from fanscope.networks.calibration.gradinit import look_ahead
from fanscope.spec import SchemeChoice
from support.calibration import calibrated, first_batch
from support.layouts import plain_layout
from support.networks import small_networks

LARGEST_NORM, SMALLEST_SCALE = 1.0, 0.01
"""gamma and the lower bound of the scales, as the authors have them."""
NETWORKS = {
    "mlp": plain_layout(8, 12, 12, 5),
    **{name: lay_out(network) for name, network in small_networks().items()},
}


def choice(of: object = "kaiming", steps: int = 8) -> SchemeChoice:
    return SchemeChoice.model_validate({"name": "gradinit", "of": of, "steps": steps, "lr": 0.1})


def outlook(layout: NetworkLayout, tensors: dict[str, Tensor], batch: Batch) -> tuple[float, float]:
    leaves = {name: tensor.clone().requires_grad_() for name, tensor in tensors.items()}
    found = look_ahead(layout, leaves, batch, lr=0.1)
    return found.norm.item(), found.loss.item()


@pytest.mark.parametrize("name", NETWORKS)
def test_the_outlook_improves(name: str) -> None:
    layout = NETWORKS[name]
    batch = first_batch(layout)
    drawn, tensors = calibrated(layout, choice(), batch)
    (norm_before, loss_before), (norm, loss) = (outlook(layout, t, batch) for t in (drawn, tensors))
    if norm_before > LARGEST_NORM:
        assert norm < norm_before
    else:
        assert norm <= LARGEST_NORM
        assert loss < loss_before


def test_look_ahead_is_a_step_of_that_length() -> None:
    layout = plain_layout(8, 12, 5)
    batch = first_batch(layout)
    drawn, _ = calibrated(layout, choice(steps=1), batch)
    leaves = {name: tensor.clone().requires_grad_() for name, tensor in drawn.items()}
    gradients = torch.autograd.grad(batch.loss(layout, leaves), list(leaves.values()))
    norm = torch.cat([gradient.flatten() for gradient in gradients]).norm()
    moved = {
        name: tensor - 0.1 * gradient / norm
        for (name, tensor), gradient in zip(drawn.items(), gradients, strict=True)
    }
    expected = batch.loss(layout, moved).item()
    assert outlook(layout, drawn, batch) == pytest.approx((norm.item(), expected), rel=1e-5)


def test_each_tensor_is_scaled_by_one_number() -> None:
    layout = plain_layout(8, 12, 5)
    drawn, tensors = calibrated(layout, choice(steps=30), first_batch(layout))
    for name, before in drawn.items():
        scales = (tensors[name] / before)[before != 0]
        assert torch.allclose(scales, scales.mean().expand_as(scales), rtol=1e-4)
        assert (scales >= SMALLEST_SCALE * 0.999).all()


def test_a_network_that_overflows_is_left_as_it_is() -> None:
    layout = plain_layout(8, *[12] * 8, 5, activation="relu")
    drawn, tensors = calibrated(layout, choice({"name": "normal", "std": 1e6}), first_batch(layout))
    assert all(torch.equal(tensors[name], drawn[name]) for name in drawn)
