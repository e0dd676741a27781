"""Data sets as tensors: loaded once per process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import torch

from fanscope.datasets import DatasetInfo, describe
from fanscope.errors import DataError
from fanscope.spec import (
    Cifar10Data,
    DataSpec,
    DigitsData,
    GaussianData,
    ImageFolderData,
    RegressionTasksData,
)
from fanscope.training.cifar import read_cifar
from fanscope.training.digits import load_digits
from fanscope.training.download import locate_files
from fanscope.training.examples import Dataset, Examples, standardize
from fanscope.training.idx import idx_size, read_idx
from fanscope.training.known_bytes import known_moments
from fanscope.training.pictures import StreamedPictures, open_pictures
from fanscope.training.regression_tasks import draw_regression_tasks
from fanscope.training.seeding import derive_generator

__all__ = ["AnyDataset", "Dataset", "Examples", "load_dataset", "open_dataset"]

AnyDataset = Dataset[Examples] | Dataset[StreamedPictures]


@lru_cache(maxsize=2)
def load_dataset(data: DataSpec, data_dir: Path | None = None) -> Dataset[Examples]:
    """Return the data that a spec asks for.

    Args:
        data: Which data set.
        data_dir: Folder of data sets, one subfolder each; None for ``FANSCOPE_DATA``, else the user's cache.

    Raises:
        DataError: The data set is damaged, or missing and cannot be downloaded.
    """
    match data:
        case ImageFolderData():
            raise DataError("pictures in a folder are read batch by batch: use open_dataset")
        case GaussianData():
            return _draw_gaussian(data)
        case DigitsData(shape=shape):
            return load_digits(shape)
        case RegressionTasksData():
            return draw_regression_tasks(data)
        case Cifar10Data():
            return load_cifar(describe(data), data_dir)
        case _:
            return _load_idx(describe(data), data_dir)


def open_dataset(data: DataSpec, data_dir: Path | None = None) -> AnyDataset:
    """Return the data that a spec asks for; pictures in a folder are read when they are asked for.

    Args:
        data: Which data set.
        data_dir: Folder of data sets, one subfolder each; None for ``FANSCOPE_DATA``, else the user's cache, or for a
            folder of pictures what :func:`~fanscope.picture_folder.data_folder` says.

    Raises:
        DataError: The data set is damaged, or missing and cannot be downloaded.
        SpecError: A folder of pictures is not there, or holds something else than the spec says.
    """
    if isinstance(data, ImageFolderData):
        return open_pictures(data, data_dir)
    return load_dataset(data, data_dir)


def _draw_gaussian(data: GaussianData) -> Dataset[Examples]:
    generator = derive_generator("gaussian", data.features, data.classes, data.examples)
    inputs = torch.randn(data.examples, data.features, generator=generator)
    labels = torch.randint(data.classes, (data.examples,), generator=generator)
    train = Examples(inputs, labels, mean=0.0, std=1.0)
    return Dataset(train, Examples(inputs[:0], labels[:0], mean=0.0, std=1.0))


def load_cifar(info: DatasetInfo, data_dir: Path | None) -> Dataset[Examples]:
    """Return CIFAR-10 from its archive or its extracted files.

    Raises:
        DataError: It is damaged, or missing and cannot be downloaded.
    """
    paths = locate_files(info, data_dir)
    *train, test = read_cifar(paths, info.unpacked)
    inputs, labels = (np.concatenate(part) for part in zip(*train, strict=True))
    return _of_announced_size(standardize((inputs, labels), test), info, paths[0].parent)


def _load_idx(info: DatasetInfo, data_dir: Path | None) -> Dataset[Examples]:
    paths = locate_files(info, data_dir)
    train_inputs, train_labels, test_inputs, test_labels = (read_idx(path) for path in paths)
    moments = known_moments(paths[0], idx_size(train_inputs))
    dataset = standardize((train_inputs, train_labels), (test_inputs, test_labels), moments=moments)
    return _of_announced_size(dataset, info, paths[0].parent)


def _of_announced_size(
    dataset: Dataset[Examples], info: DatasetInfo, folder: Path
) -> Dataset[Examples]:
    expected = (info.num_train, info.num_test)
    if (len(dataset.train), len(dataset.test)) != expected:
        raise DataError(
            f"{folder} is damaged: {len(dataset.train)} training and {len(dataset.test)} "
            f"test examples, not {expected[0]} and {expected[1]}; replace its files"
        )
    return dataset
