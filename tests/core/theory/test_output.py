"""Softmax statistics against simulated batches."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.theory.noise import Floats
from fanscope.theory.output import output_statistics
from fanscope.theory.signal import Signal

CLASSES, NETWORKS = 10, 2_000


def _logits(q: float, between: float, class_share: float) -> Signal[Floats]:
    one = np.ones(1)
    return Signal(
        log_between=np.log(q * between * one),
        log_shared=np.log(q * (1 - between) * one),
        log_second=np.log(q * one),
        between_part=between * one,
        overlap=class_share**2 / (CLASSES - 1) * one,
        norm_spread=0.0 * one,
        class_share=class_share * one,
        between_peaks=one,
        shared_peaks=one,
        pull=0.0 * one,
        weight_part=one,
    )


def _simulate(
    q: float, between: float, class_share: float, n: int
) -> tuple[Floats, Floats, Floats]:
    """Return g [N], loss [N] and deltas [N, n, C] of networks that each see one batch."""
    rng = np.random.default_rng(4)
    labels = rng.integers(CLASSES, size=(NETWORKS, n))
    rows = np.arange(NETWORKS)[:, None]
    shared = rng.standard_normal((NETWORKS, 1, CLASSES))
    of_class = rng.standard_normal((NETWORKS, CLASSES, CLASSES))[rows, labels]
    own = rng.standard_normal((NETWORKS, n, CLASSES))
    z = np.sqrt(q) * (
        np.sqrt(1 - between) * shared
        + np.sqrt(between * class_share) * of_class
        + np.sqrt(between * (1 - class_share)) * own
    )
    log_sum = np.log(np.exp(z - z.max(-1, keepdims=True)).sum(-1)) + z.max(-1)
    delta = np.exp(z - log_sum[..., None])
    delta[rows, np.arange(n)[None], labels] -= 1
    loss = log_sum - np.take_along_axis(z, labels[..., None], -1)[..., 0]
    return np.square(delta).mean((1, 2)), loss.mean(1), delta


@pytest.mark.parametrize(
    ("q", "between", "class_share", "n"),
    [(0.1, 0.7, 0.3, 100), (2.0, 0.5, 0.0, 32), (30.0, 0.6, 0.4, 100), (500.0, 0.9, 0.2, 50)],
)
def test_against_simulated_batches(q: float, between: float, class_share: float, n: int) -> None:
    found = output_statistics(_logits(q, between, class_share), classes=CLASSES, n=n)
    gradient, loss, delta = _simulate(q, between, class_share, n)
    error = 4 / np.sqrt(NETWORKS)
    spread, loss_spread = gradient.std() / gradient.mean(), loss.std() / loss.mean()
    assert np.exp(found.log_gradient[0]) == pytest.approx(
        gradient.mean(), rel=error * spread + 0.01
    )
    assert np.exp(found.log_loss[0]) == pytest.approx(loss.mean(), rel=error * loss_spread + 0.015)
    assert np.sqrt(found.gradient_spread[0]) == pytest.approx(spread, rel=error + 0.06)
    assert np.sqrt(found.loss_spread[0]) == pytest.approx(loss_spread, rel=error + 0.06)
    few = delta[:200]
    gram = few @ few.swapaxes(1, 2)
    own = np.einsum("naa->na", gram)
    pairs = (np.square(gram).sum((1, 2)) - np.square(own).sum(1)).mean() / (n * (n - 1))
    assert found.gradient_overlap[0] == pytest.approx(pairs / own.mean() ** 2, rel=0.1)


@pytest.mark.parametrize("classes", [2, 10, 1000, 100_000])
def test_without_logits_the_loss_is_log_classes(classes: int) -> None:
    found = output_statistics(_logits(1e-30, 0.5, 0.0), classes=classes, n=10)
    assert np.exp(found.log_loss[0]) == pytest.approx(np.log(classes), rel=1e-4)
    expected = (1 - 1 / classes) / classes
    assert np.exp(found.log_gradient[0]) == pytest.approx(expected, rel=1e-3)
    assert found.loss_spread[0] < 1e-20
    assert found.gradient_spread[0] < 1e-20


def test_one_class_has_no_loss() -> None:
    found = output_statistics(_logits(2.0, 0.5, 0.0), classes=1, n=10)
    assert np.exp(found.log_gradient[0]) == 0
    assert np.exp(found.log_loss[0]) == 0
    assert found.loss_spread[0] == 0
