"""Names of initializations against torch.nn.init itself."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

import pytest
import torch
from torch import Tensor, nn
from torch.nn import init

from fanscope.diagnose import diagnose
from fanscope.diagnose.layer_rows import LayerRow

Draw = Callable[[Tensor], object]

DRAWS: dict[str, Draw] = {
    "He normal": lambda w: init.kaiming_normal_(w),
    "He uniform": lambda w: init.kaiming_uniform_(w),
    "He fan-out normal": lambda w: init.kaiming_normal_(w, mode="fan_out"),
    "Glorot normal": lambda w: init.xavier_normal_(w),
    "Glorot uniform": lambda w: init.xavier_uniform_(w),
    "LeCun normal": lambda w: init.kaiming_normal_(w, nonlinearity="linear"),
    "PyTorch default": lambda w: init.kaiming_uniform_(w, a=sqrt(5)),
    "normal 0.02": lambda w: init.trunc_normal_(w, std=0.02),
    "orthogonal": lambda w: init.orthogonal_(w),
    "orthogonal × 1.41": lambda w: init.orthogonal_(w, gain=sqrt(2)),
    "zeros": lambda w: init.zeros_(w),
    "constant": lambda w: init.constant_(w, 0.1),
    "non-finite": lambda w: w.fill_(float("nan")),
}


def row_of(layer: nn.Module, batch: Tensor) -> LayerRow:
    return diagnose(layer, batch).layers[0]


@pytest.mark.parametrize("name", DRAWS)
@pytest.mark.parametrize("seed", range(3))
def test_a_linear_layer_is_named_by_how_it_was_drawn(name: str, seed: int) -> None:
    torch.set_rng_state(torch.Generator().manual_seed(seed).get_state())
    layer = nn.Linear(300, 70)
    with torch.no_grad():
        DRAWS[name](layer.weight)
    assert row_of(layer, torch.randn(4, 300)).scale == name


@pytest.mark.parametrize("name", ["He normal", "He fan-out normal", "Glorot uniform", "orthogonal"])
def test_a_convolution_is_named_too(name: str) -> None:
    layer = nn.Conv2d(16, 64, 3)
    with torch.no_grad():
        DRAWS[name](layer.weight)
    assert row_of(layer, torch.randn(4, 16, 5, 5)).scale == name


@pytest.mark.parametrize(
    ("layer", "batch", "name", "std"),
    [
        (nn.Linear(300, 70), torch.randn(4, 300), "PyTorch default", 1 / sqrt(900)),
        (nn.Conv2d(16, 64, 3), torch.randn(4, 16, 5, 5), "PyTorch default", 1 / sqrt(3 * 144)),
        (
            nn.ConvTranspose2d(16, 64, 3),
            torch.randn(4, 16, 5, 5),
            "PyTorch default",
            1 / sqrt(1728),
        ),
        (nn.Embedding(90, 64), torch.arange(4)[:, None], "PyTorch default", 1.0),
        (nn.LSTM(20, 50), torch.randn(3, 4, 20), "PyTorch default", 1 / sqrt(150)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_pytorch_draws_by_itself(
    layer: nn.Module, batch: Tensor, name: str, std: float
) -> None:
    row = row_of(layer, batch)
    assert row.scale == name
    assert row.torch == pytest.approx(std)


def test_the_four_numbers_beside_each_layer() -> None:
    row = row_of(nn.Linear(300, 70), torch.randn(4, 300))
    assert row.he == pytest.approx(sqrt(2 / 300))
    assert row.glorot == pytest.approx(sqrt(2 / 370))
    assert row.lecun == pytest.approx(sqrt(1 / 300))


def test_equal_fans_have_two_names_and_other_sizes_none() -> None:
    layer = nn.Linear(200, 200)
    init.xavier_uniform_(layer.weight)
    assert row_of(layer, torch.randn(4, 200)).scale == "Glorot = LeCun uniform"
    with torch.no_grad():
        layer.weight *= 2.5
    assert row_of(layer, torch.randn(4, 200)).scale.endswith(" × LeCun")


def test_too_few_weights_are_not_guessed() -> None:
    layer = nn.Linear(3, 2)
    init.xavier_uniform_(layer.weight)
    assert row_of(layer, torch.randn(4, 3)).scale.count(" or ") >= 1


def test_names_are_right_as_often_as_their_tolerance_says() -> None:
    """A tolerance of 4 standard errors misses 1 in 16000 normal draws: 300 small ones have it all right."""
    generator = torch.Generator().manual_seed(5)
    layer = nn.Linear(64, 48)
    wrong = 0
    for _ in range(300):
        with torch.no_grad():
            init.kaiming_normal_(layer.weight, generator=generator)
        wrong += row_of(layer, torch.ones(2, 64)).scale != "He normal"
    assert wrong == 0
