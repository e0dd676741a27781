"""A batch at fault is blamed itself, in one line; an unusual one that says something is read."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from math import inf, nan
from typing import Any

import pytest
import torch
from torch import Tensor

from fanscope.diagnose import diagnose, diagnose_factory
from fanscope.diagnose.batch_faults import refuse_faulty_batch
from fanscope.errors import ModuleError
from support.modules import B, X, mlp

TOKENS = torch.zeros(B, 7, dtype=torch.long)
CAUSAL = torch.full((5, 5), -inf).triu(1)


def spoiled(value: float) -> Tensor:
    batch = X.clone()
    batch[0, 0] = value
    return batch


FAULTS: dict[str, tuple[Any, str]] = {
    "zeros": (torch.zeros(B, 12), "is all zeros"),
    "half zeros": (torch.zeros(B, 12, dtype=torch.bfloat16), "is all zeros"),
    "black pictures": (torch.zeros(B, 12, dtype=torch.uint8), "is all zeros"),
    "zeros and a mask": ((torch.zeros(B, 12), torch.ones(B, dtype=torch.bool)), "is all zeros"),
    "keywords": ({"x": torch.zeros(B, 12)}, "is all zeros"),
    "nan": (spoiled(nan), "has non-finite values"),
    "inf": (spoiled(inf), "has non-finite values"),
    "-inf": (spoiled(-inf), "has non-finite values"),
    "nan behind": ((X, spoiled(nan)), "has non-finite values"),
    "no examples": (torch.empty(0, 12), "has no examples (shape [0, 12])"),
    "examples of nothing": (torch.empty(B, 0), "has no examples"),
}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FAULTS)
def test_the_batch_is_blamed_in_one_line(name: str) -> None:
    batch, words = FAULTS[name]
    ways: tuple[Callable[[], object], ...] = (
        lambda: diagnose(mlp(), batch),
        lambda: diagnose_factory(mlp, batch=batch),
    )
    for judge in ways:
        with pytest.raises(ModuleError) as caught:
            judge()
        assert str(caught.value).startswith(f"the batch {words}")
        assert str(caught.value).endswith("; pass a batch of real inputs")
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "batch",
    [
        TOKENS,
        {"tokens": TOKENS, "state": torch.zeros(B, 3)},
        (torch.randn(B, 5, 16), CAUSAL),
        (torch.zeros(B, 3), X),
        (X, torch.empty(0)),
        (X.to_sparse(), torch.zeros(3)),
        torch.empty(B, 12, device="meta"),
        ["text"],
        None,
    ],
)
def test_what_says_something_is_read(batch: Any) -> None:
    refuse_faulty_batch(batch)


@pytest.mark.parametrize("batch", [X[:1], X[:1].expand(B, 12), X[:1].repeat(B, 1)])
def test_one_example_and_identical_ones_are_judged_without_warnings(batch: Tensor) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = diagnose(mlp(), batch)
        assert str(report)
        assert report.to_html()
        assert report._repr_html_()
    assert report.layers
    assert "FS110" not in {verdict.rule for verdict in report.verdicts}
