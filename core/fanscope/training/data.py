"""Data sets as tensors: loaded once per process, standardized batch by batch.

Inputs are standardized by two scalars, x -> (x - mean) / std over all values of the training set,
so that the inputs' second moment is 1. Gaussian inputs are standard already and left alone, and a
network that begins with an embedding gets the values as they are stored, as tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from fanscope.datasets import DatasetInfo, describe
from fanscope.errors import DataError
from fanscope.spec import DataSpec, DigitsData, GaussianData
from fanscope.spec.data import DIGITS_SIDE
from fanscope.training.download import locate_files
from fanscope.training.idx import read_idx
from fanscope.training.seeding import derive_generator

_EVERY_FIFTH = slice(4, None, 5)


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Examples and their labels.

    Attributes:
        inputs: As stored, [examples, features]; uint8 where the source has bytes, else float32.
        labels: int64 [examples].
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

    def standardized(self, chosen: Tensor | slice = slice(None)) -> Tensor:
        """Return the chosen examples' inputs as the network sees them, float32."""
        return (self.inputs[chosen].to(torch.float32) - self.mean) / self.std

    def to(self, device: torch.device) -> Examples:
        """Return the examples on a device."""
        return Examples(self.inputs.to(device), self.labels.to(device), self.mean, self.std)


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Training and test examples; ``test`` is empty where a data set has none."""

    train: Examples
    test: Examples

    def as_tokens(self) -> Dataset:
        """Return the data set with its values as they are stored: whole numbers, not standardized."""
        return Dataset(
            replace(self.train, mean=0.0, std=1.0), replace(self.test, mean=0.0, std=1.0)
        )

    def to(self, device: torch.device) -> Dataset:
        """Return the data set on a device."""
        return Dataset(self.train.to(device), self.test.to(device))


@lru_cache(maxsize=2)
def load_dataset(data: DataSpec, data_dir: Path | None = None) -> Dataset:
    """Return the data that a spec asks for.

    Args:
        data: Which data set.
        data_dir: Folder of data sets, one subfolder each; None for the user's cache folder.

    Raises:
        DataError: The data set is damaged, or missing and cannot be downloaded.
    """
    match data:
        case GaussianData():
            return _draw_gaussian(data)
        case DigitsData(shape=shape):
            return _load_digits(shape)
        case _:
            return _load_idx(describe(data), data_dir)


def _draw_gaussian(data: GaussianData) -> Dataset:
    generator = derive_generator("gaussian", data.features, data.classes, data.examples)
    inputs = torch.randn(data.examples, data.features, generator=generator)
    labels = torch.randint(data.classes, (data.examples,), generator=generator)
    train = Examples(inputs, labels, mean=0.0, std=1.0)
    return Dataset(train, Examples(inputs[:0], labels[:0], mean=0.0, std=1.0))


def _load_digits(shape: tuple[int, int, int]) -> Dataset:
    values = np.loadtxt(_find_digits(), dtype=np.uint8, delimiter=",")
    inputs, labels = (
        enlarge(values[:, :-1].reshape(-1, DIGITS_SIDE, DIGITS_SIDE), shape),
        values[:, -1],
    )
    is_test = np.zeros(len(labels), dtype=bool)
    is_test[_EVERY_FIFTH] = True
    return _standardize((inputs[~is_test], labels[~is_test]), (inputs[is_test], labels[is_test]))


def enlarge(pictures: NDArray[np.uint8], shape: tuple[int, int, int]) -> NDArray[np.uint8]:
    """Return [examples, *shape]: every pixel a block of equal ones, every channel the same picture.

    Every value is repeated equally often, so the mean, the standard deviation and every moment of
    :mod:`fanscope.data_moments` stay what they were.

    Args:
        pictures: [examples, height, width].
        shape: Channels, height and width, the sides whole multiples of the pictures' own.
    """
    channels, height, width = shape
    blocks = np.ones((1, height // pictures.shape[1], width // pictures.shape[2]), np.uint8)
    return np.repeat(np.kron(pictures, blocks)[:, None], channels, axis=1)


def _find_digits() -> Path:
    """Return scikit-learn's own file of the digits; importing scikit-learn takes as long as torch.

    Raises:
        DataError: scikit-learn is not installed, or keeps them elsewhere.
    """
    package = find_spec("sklearn")
    if package is None or package.origin is None:
        raise DataError("the digits ship with scikit-learn: pip install 'fanscope[torch]'")
    path = Path(package.origin).parent / "datasets" / "data" / "digits.csv.gz"
    if not path.is_file():
        raise DataError(f"{path} is not there; reinstall scikit-learn")
    return path


def _load_idx(info: DatasetInfo, data_dir: Path | None) -> Dataset:
    paths = locate_files(info, data_dir)
    train_inputs, train_labels, test_inputs, test_labels = (read_idx(path) for path in paths)
    dataset = _standardize((train_inputs, train_labels), (test_inputs, test_labels))
    expected = (info.num_train, info.num_test)
    if (len(dataset.train), len(dataset.test)) != expected:
        raise DataError(
            f"{paths[0].parent} is damaged: {len(dataset.train)} training and {len(dataset.test)} "
            f"test examples, not {expected[0]} and {expected[1]}; replace its files"
        )
    return dataset


def _standardize(
    train: tuple[NDArray[np.uint8], NDArray[np.integer]],
    test: tuple[NDArray[np.uint8], NDArray[np.integer]],
) -> Dataset:
    counts = np.bincount(train[0].ravel(), minlength=256)
    values = np.arange(256)
    mean = float(np.average(values, weights=counts))
    std = float(np.sqrt(np.average((values - mean) ** 2, weights=counts)))
    return Dataset(_to_examples(*train, mean, std), _to_examples(*test, mean, std))


def _to_examples(
    inputs: NDArray[np.uint8], labels: NDArray[np.integer], mean: float, std: float
) -> Examples:
    flat = torch.tensor(inputs.reshape(len(inputs), -1))
    return Examples(flat, torch.tensor(labels.astype(np.int64)), mean, std)
