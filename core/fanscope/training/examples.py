"""Examples as tensors, standardized batch by batch.

Inputs are standardized by two scalars, x -> (x - mean) / std over all values of the training set,
so that the inputs' second moment is 1. A network that begins with an embedding gets the values as they
are stored, as tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, Protocol, Self, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from fanscope.compiled import compiled, loops_are_wanted
from fanscope.datasets import BYTE_VALUES

_BANKS = 4
_PIECE = 1 << 20
"""Pairs of bytes that numpy counts at once: it makes eight bytes of each first."""


class ExampleSource(Protocol):
    """What training asks of examples, whether they lie in memory or in files."""

    @property
    def labels(self) -> Tensor:
        """Classes, int64 [examples], or numbers to predict, float32 [examples, targets]."""

    @property
    def complaints(self) -> tuple[str, ...]:
        """What was wrong with the examples that were asked for so far; a sentence each."""

    def __len__(self) -> int:
        """Return the number of examples."""

    def batch(self, chosen: Tensor | slice) -> tuple[Tensor, Tensor]:
        """Return inputs as the network sees them, float32 [chosen, features], and their labels.

        Examples that turn out to be broken are left out, and complained of.
        """

    def as_tokens(self) -> Self:
        """Return the examples with their values as they are stored."""

    def to(self, device: torch.device) -> Self:
        """Return the examples on a device."""


Source = TypeVar("Source", bound=ExampleSource)


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Examples and their labels.

    Attributes:
        inputs: As stored, [examples, features]; uint8 where the source has bytes, else float32.
        labels: Classes, int64 [examples], or numbers to predict, float32 [examples, targets].
        mean: What is subtracted from an input.
        std: By what the difference is divided.
    """

    inputs: Tensor
    labels: Tensor
    mean: float
    std: float

    def __len__(self) -> int:
        """Return the number of examples."""
        return len(self.labels)

    @property
    def complaints(self) -> tuple[str, ...]:
        """What was wrong with the examples so far: nothing, these were checked when they were loaded."""
        return ()

    def batch(self, chosen: Tensor | slice) -> tuple[Tensor, Tensor]:
        """Return the chosen examples' inputs as the network sees them, and their labels."""
        return self.standardized(chosen), self.labels[chosen]

    def as_tokens(self) -> Examples:
        """Return the examples with their values as they are stored: whole numbers, not standardized."""
        return replace(self, mean=0.0, std=1.0)

    def standardized(self, chosen: Tensor | slice = slice(None)) -> Tensor:
        """Return the chosen examples' inputs as the network sees them, float32."""
        return (self.inputs[chosen].to(torch.float32) - self.mean) / self.std

    def to(self, device: torch.device) -> Examples:
        """Return the examples on a device."""
        return Examples(self.inputs.to(device), self.labels.to(device), self.mean, self.std)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset(Generic[Source]):
    """Training and test examples; ``test`` is empty where a data set has none."""

    train: Source
    test: Source

    def as_tokens(self) -> Dataset[Source]:
        """Return the data set with its values as they are stored: whole numbers, not standardized."""
        return Dataset(self.train.as_tokens(), self.test.as_tokens())

    def to(self, device: torch.device) -> Dataset[Source]:
        """Return the data set on a device."""
        return Dataset(self.train.to(device), self.test.to(device))


def standardize(
    train: tuple[NDArray[np.uint8], NDArray[np.integer]],
    test: tuple[NDArray[np.uint8], NDArray[np.integer]],
    *,
    moments: tuple[float, float] | None = None,
) -> Dataset[Examples]:
    """Return the data set of bytes, [examples, ...], and labels, [examples].

    Args:
        train: Training examples.
        test: Test examples.
        moments: Mean and standard deviation of the training examples' bytes, where known; None to count them.
    """
    mean, std = _moments_of(train[0]) if moments is None else moments
    return Dataset(_to_examples(*train, mean, std), _to_examples(*test, mean, std))


def _moments_of(inputs: NDArray[np.uint8]) -> tuple[float, float]:
    """Return mean and standard deviation of all values."""
    counts = _count(inputs.reshape(-1))
    values = np.arange(BYTE_VALUES)
    mean = float(np.average(values, weights=counts))
    return mean, float(np.sqrt(np.average((values - mean) ** 2, weights=counts)))


def _count(inputs: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how often each byte of [values] occurs."""
    if loops_are_wanted():
        return _count_values(inputs)
    whole = inputs.size - inputs.size % 2
    pairs = np.ascontiguousarray(inputs[:whole]).view(np.uint16)
    counts = np.zeros(BYTE_VALUES**2, np.int64)
    for start in range(0, pairs.size, _PIECE):
        counts += np.bincount(pairs[start : start + _PIECE], minlength=counts.size)
    table = counts.reshape(BYTE_VALUES, BYTE_VALUES)
    rest = np.bincount(inputs[whole:], minlength=BYTE_VALUES)
    return np.asarray(table.sum(axis=0) + table.sum(axis=1) + rest)


@compiled
def _count_values(inputs: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return how often each byte of [values] occurs; neighbours, often equal, count into different banks."""
    counts = np.zeros((_BANKS, BYTE_VALUES), np.int64)
    whole = inputs.size - inputs.size % _BANKS
    for i in range(0, whole, _BANKS):
        for bank in range(_BANKS):
            counts[bank, inputs[i + bank]] += 1
    for i in range(whole, inputs.size):
        counts[0, inputs[i]] += 1
    total: NDArray[np.int64] = counts.sum(axis=0)
    return total


def _to_examples(
    inputs: NDArray[np.uint8], labels: NDArray[np.integer], mean: float, std: float
) -> Examples:
    flat = torch.tensor(inputs.reshape(len(inputs), -1))
    return Examples(flat, torch.tensor(labels.astype(np.int64)), mean, std)
