"""How well a trained network classifies examples it has not seen."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.forward import forward
from fanscope.training.examples import ExampleSource

_CHUNK = 1000


def count_correct(logits: Tensor, labels: Tensor) -> int:
    """Return how many rows of ``logits`` [batch, classes] are largest at their label."""
    return int((logits.argmax(dim=1) == labels).sum())


@torch.no_grad()
def measure_accuracy(
    layout: NetworkLayout, main: Mapping[str, Tensor], examples: ExampleSource
) -> float:
    """Return the fraction of the readable examples (at least one) that the main network classifies rightly."""
    correct = total = 0
    for start in range(0, len(examples), _CHUNK):
        inputs, labels = examples.batch(slice(start, start + _CHUNK))
        correct += count_correct(forward(layout.program, main, inputs).logits, labels)
        total += len(labels)
    return correct / total
