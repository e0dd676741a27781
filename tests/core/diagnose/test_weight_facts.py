"""Equal units and orthogonal rows, against counting by hand."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from fanscope.diagnose import diagnose
from fanscope.diagnose.weight_facts import duplicate_rows, is_orthogonal


def test_duplicates_are_counted_as_a_fraction_of_the_units() -> None:
    rows = torch.randn(10, 40)
    assert duplicate_rows(rows) == 0
    rows[7] = rows[2]
    rows[8] = rows[2]
    assert duplicate_rows(rows) == pytest.approx(0.3)
    rows[7, 39] += 1
    assert duplicate_rows(rows) == pytest.approx(0.2), "rows that differ late differ"


def test_zeros_of_either_sign_are_equal() -> None:
    assert duplicate_rows(torch.tensor([[0.0, 1.0], [-0.0, 1.0]])) == 1


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
@pytest.mark.parametrize("shape", [(30, 90), (90, 30)])
def test_orthogonal_and_random_matrices(shape: tuple[int, int], dtype: torch.dtype) -> None:
    random = torch.randn(shape)
    orthogonal = nn.init.orthogonal_(torch.empty(shape))
    assert is_orthogonal(orthogonal.to(dtype))
    assert not is_orthogonal(random.to(dtype))


def test_constant_units_are_caught_as_symmetric() -> None:
    module = nn.Sequential(nn.Linear(12, 16), nn.Tanh(), nn.Linear(16, 5))
    nn.init.constant_(module[0].weight, 0.2)  # type: ignore[arg-type]
    report = diagnose(module, torch.randn(8, 12))
    assert report.layers[0].twins == 1
    assert report.layers[1].twins == 0
