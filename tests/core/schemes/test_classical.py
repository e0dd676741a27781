"""The classical schemes against torch's own initializers, on matrices of both proportions."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import pytest
import torch
from torch import Tensor, nn

from fanscope.distribution import Distribution
from fanscope.schemes import resolve
from fanscope.spec import Activation, SchemeChoice
from support.layouts import generated_layout, plain_layout

Initializer = Callable[[Tensor, torch.Generator], Tensor]

INITIALIZERS: dict[str, Initializer] = {
    "xavier-avg": lambda w, g: nn.init.xavier_uniform_(w, generator=g),
    "kaiming": lambda w, g: nn.init.kaiming_normal_(w, generator=g),
    "kaiming-out": lambda w, g: nn.init.kaiming_normal_(w, mode="fan_out", generator=g),
    "xavier": lambda w, g: nn.init.kaiming_uniform_(w, nonlinearity="linear", generator=g),
    "xavier-out": lambda w, g: nn.init.kaiming_uniform_(
        w, mode="fan_out", nonlinearity="linear", generator=g
    ),
    "lecun": lambda w, g: nn.init.kaiming_normal_(w, nonlinearity="linear", generator=g),
    "torch-default": lambda w, g: nn.init.kaiming_uniform_(w, a=sqrt(5), generator=g),
    "orthogonal": lambda w, g: nn.init.orthogonal_(w, generator=g),
}
KURTOSIS = {"uniform": 1.8, "normal": 3.0}
SIGMAS = 5.0


def _assign(name: str, *widths: int, activation: Activation = "tanh") -> Distribution:
    layout = plain_layout(*widths, activation=activation)
    return resolve(SchemeChoice(name=name)).assign(layout)["main.0.weight"]


@pytest.mark.parametrize("widths", [(300, 60, 2), (60, 300, 2)])
@pytest.mark.parametrize("name", INITIALIZERS)
def test_main_weights_are_torchs(name: str, widths: tuple[int, ...]) -> None:
    ours = _assign(name, *widths)
    generator = torch.Generator().manual_seed(3)
    theirs = INITIALIZERS[name](torch.empty(widths[1], widths[0], dtype=torch.float64), generator)
    relative_error = sqrt((KURTOSIS.get(ours.shape, 1.0) - 1.0) / theirs.numel())
    measured = theirs.square().mean().item()
    assert measured == pytest.approx(ours.variance, rel=SIGMAS * relative_error + 1e-9)
    assert ours.mean == 0.0
    if ours.shape == "uniform":
        bound = sqrt(3 * ours.variance)
        assert 0.99 * bound <= theirs.abs().max().item() <= bound


@pytest.mark.parametrize("name", INITIALIZERS)
def test_head_kernels_are_ordinary_matrices(name: str) -> None:
    """A head is a linear layer from d_k features to as many outputs as the tensor has values."""
    layout = generated_layout(60, 30, 10, generates="weights_and_biases", size=20)
    assignment = resolve(SchemeChoice(name=name)).assign(layout)
    assert assignment["head.main.0.weight.kernel"] == _assign(name, 20, 60 * 30, 2)
    assert assignment["head.main.1.bias.kernel"] == _assign(name, 20, 10, 2)


def test_orthogonal_knows_relu_in_the_main_network_only() -> None:
    assert _assign("orthogonal", 60, 30, 2, activation="relu").variance == pytest.approx(2 / 60)
    layout = generated_layout(60, 30, 10, activation="relu", size=20)
    kernel = resolve(SchemeChoice(name="orthogonal")).assign(layout)["head.main.0.weight.kernel"]
    assert kernel.variance == pytest.approx(1 / 1800)


@pytest.mark.parametrize("name", ["kaiming", "kaiming-out"])
def test_kaiming_is_kaiming_whatever_the_activation(name: str) -> None:
    assert _assign(name, 60, 30, 2, activation="tanh") == _assign(
        name, 60, 30, 2, activation="relu"
    )


def test_torch_default_is_what_torch_does_to_everything() -> None:
    layout = generated_layout(60, 30, 10, size=20, trunk=(16,))
    assignment = resolve(SchemeChoice(name="torch-default")).assign(layout)
    for name, fan_in in {
        "main.0.bias": 60,
        "trunk.0.weight": 20,
        "trunk.0.bias": 20,
        "head.main.0.weight.kernel": 16,
        "head.main.0.weight.offset": 16,
    }.items():
        bound = sqrt(3 * assignment[name].variance)
        linear = nn.Linear(fan_in, 2000)
        assert linear.bias.abs().max().item() == pytest.approx(bound, rel=0.02)
        assert assignment[name].shape == "uniform"
    assert assignment["embedding.main.1"] == Distribution("normal", 1.0)
