"""How well a trained network classifies examples it has not seen."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, nan

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.networks.forward import forward
from fanscope.training.examples import ExampleSource

_CHUNK = 1000


def accuracy_of(outputs: Tensor, labels: Tensor) -> float:
    """Return the fraction of a batch that is classified rightly; NaN where there are no classes."""
    return nan if labels.is_floating_point() else count_correct(outputs, labels) / len(labels)


def count_correct(logits: Tensor, labels: Tensor) -> int:
    """Return how many rows of ``logits`` [batch, classes] are largest at their label."""
    return int((logits.argmax(dim=1) == labels).sum())


@torch.no_grad()
def measure_accuracy(
    layout: NetworkLayout, main: Mapping[str, Tensor], examples: ExampleSource
) -> float:
    """Return the fraction of the readable examples (at least one) that the main network classifies rightly."""
    correct = total = 0
    num_chunks = ceil(len(examples) / _CHUNK)
    # Equal chunks: none is left with a single example, of which a norm cannot take the variance.
    ends = [len(examples) * (index + 1) // num_chunks for index in range(num_chunks)]
    for start, end in zip([0, *ends], ends, strict=False):
        inputs, labels = examples.batch(slice(start, end))
        correct += count_correct(forward(layout.program, main, inputs).logits, labels)
        total += len(labels)
    return correct / total
