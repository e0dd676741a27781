"""The order in which training examples are seen."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

import torch
from torch import Tensor


def draw_batches(
    num_examples: int, *, batch_size: int, generator: torch.Generator
) -> Iterator[Tensor]:
    """Yield batches of example numbers, int64 [batch_size], without end.

    The examples are shuffled anew for each epoch and none is left out: a batch that reaches the
    end of an epoch is filled up from the next.
    """
    waiting = torch.empty(0, dtype=torch.int64)
    while True:
        num_epochs = ceil(max(batch_size - len(waiting), 0) / num_examples)
        epochs = [torch.randperm(num_examples, generator=generator) for _ in range(num_epochs)]
        waiting = torch.cat([waiting, *epochs])
        batch, waiting = waiting[:batch_size], waiting[batch_size:]
        yield batch
