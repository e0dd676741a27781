"""Losses against their definitions."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from fanscope.training.losses import example_losses, mean_loss

OUTPUTS = torch.from_numpy(np.random.default_rng(1).standard_normal((7, 4)))
CLASSES = torch.tensor([0, 3, 1, 1, 2, 0, 3])
NUMBERS = torch.from_numpy(np.random.default_rng(2).standard_normal((7, 4)))


def test_cross_entropy_is_minus_the_log_of_the_right_class() -> None:
    exponentials = np.exp(OUTPUTS.numpy())
    shares = exponentials / exponentials.sum(1, keepdims=True)
    by_hand = -np.log(shares[np.arange(7), CLASSES.numpy()])
    np.testing.assert_allclose(example_losses("cross-entropy", OUTPUTS, CLASSES), by_hand)


@pytest.mark.parametrize(
    ("labels", "targets"), [(NUMBERS, NUMBERS.numpy()), (CLASSES, np.eye(4)[CLASSES.numpy()])]
)
def test_squared_error(labels: torch.Tensor, targets: NDArray[np.float64]) -> None:
    by_hand = ((OUTPUTS.numpy() - targets) ** 2).mean(1)
    np.testing.assert_allclose(example_losses("mean-squared-error", OUTPUTS, labels), by_hand)


@pytest.mark.parametrize("loss", ["cross-entropy", "mean-squared-error"])
def test_mean_is_that_of_the_examples(loss: str) -> None:
    mean = mean_loss(loss, OUTPUTS, CLASSES)  # type: ignore[arg-type]
    torch.testing.assert_close(mean, example_losses(loss, OUTPUTS, CLASSES).mean())  # type: ignore[arg-type]
