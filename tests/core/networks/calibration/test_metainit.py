"""MetaInit: its quotient is what its definition says, and falls; only norms change."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from fanscope.layout import lay_out
from fanscope.networks.calibration.metainit import gradient_quotient
from fanscope.spec import SchemeChoice
from support.calibration import calibrated, first_batch
from support.layouts import plain_layout
from support.networks import small_networks

NETWORKS = {
    "mlp": plain_layout(8, 12, 12, 5),
    **{name: lay_out(network) for name, network in small_networks().items()},
}
CHOICE = SchemeChoice.model_validate({"name": "metainit", "of": "kaiming", "steps": 6, "lr": 0.01})


def test_quotient_is_that_of_a_quadratic_by_hand() -> None:
    """L = a x^2 / 2 + b y^2 / 2: g = (a x, b y), H g = (a^2 x, b^2 y), so GQ = (a + b) / 2 but for epsilon."""
    x = torch.tensor([3.0], dtype=torch.float64, requires_grad=True)
    y = torch.tensor([-5.0], dtype=torch.float64, requires_grad=True)
    loss = (0.5 * 0.5 * x**2 + 0.5 * 2.0 * y**2).sum()
    assert gradient_quotient(loss, [x, y]).item() == pytest.approx(1.25, rel=1e-4)


@pytest.mark.parametrize("name", NETWORKS)
def test_quotient_falls_and_directions_stay(name: str) -> None:
    layout = NETWORKS[name]
    batch = first_batch(layout)
    drawn, tensors = calibrated(layout, CHOICE, batch)

    def quotient(values: dict[str, Tensor]) -> float:
        leaves = {key: value.clone().requires_grad_() for key, value in values.items()}
        return gradient_quotient(batch.loss(layout, leaves), list(leaves.values())).item()

    assert quotient(tensors) < quotient(drawn)
    for key, before in drawn.items():
        after = tensors[key]
        if before.any() and before.dim() >= 2:
            cosine = torch.nn.functional.cosine_similarity(before.flatten(), after.flatten(), 0)
            assert cosine.item() == pytest.approx(1.0, abs=1e-5)
        else:
            assert torch.equal(before, after)


def test_a_network_that_overflows_is_left_as_it_is() -> None:
    layout = plain_layout(8, *[12] * 8, 5, activation="relu")
    huge = {"name": "metainit", "of": {"name": "normal", "std": 1e6}, "steps": 3, "lr": 0.1}
    drawn, tensors = calibrated(layout, SchemeChoice.model_validate(huge), first_batch(layout))
    assert all(torch.equal(tensors[name], drawn[name]) for name in drawn)
