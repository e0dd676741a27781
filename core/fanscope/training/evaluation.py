"""How well a trained network classifies examples it has not seen."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.forward import forward
from fanscope.training.data import Examples

_CHUNK = 1000


def count_correct(logits: Tensor, labels: Tensor) -> int:
    """Return how many rows of ``logits`` [batch, classes] are largest at their label."""
    return int((logits.argmax(dim=1) == labels).sum())


@torch.no_grad()
def measure_accuracy(
    layout: NetworkLayout, main: Mapping[str, Tensor], examples: Examples
) -> float:
    """Return the fraction of the examples (at least one) that the main network classifies rightly."""
    correct = 0
    for start in range(0, len(examples), _CHUNK):
        chunk = slice(start, start + _CHUNK)
        logits = forward(layout.program, main, examples.standardized(chunk)).logits
        correct += count_correct(logits, examples.labels[chunk])
    return correct / len(examples)
