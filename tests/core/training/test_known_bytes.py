"""Moments of known files are those that are counted, and only known files have any."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from fanscope.training.examples import standardize
from fanscope.training.idx import idx_size, read_idx
from fanscope.training.known_bytes import known_moments
from support.mnist import mnist_data_dir

NAME = "train-images-idx3-ubyte.gz"


@pytest.mark.mnist
def test_moments_of_mnist_are_those_that_are_counted() -> None:
    path = mnist_data_dir() / "mnist" / NAME
    inputs = read_idx(path)
    labels = np.zeros(len(inputs), np.uint8)
    counted = standardize((inputs, labels), (inputs[:1], labels[:1])).train
    assert known_moments(path, idx_size(inputs)) == (counted.mean, counted.std)


def test_other_content_under_the_same_name_is_not_known(tmp_path: Path) -> None:
    values = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    header = bytes((0, 0, 8, 3)) + np.array(values.shape, ">u4").tobytes()
    path = tmp_path / NAME
    path.write_bytes(gzip.compress(header + values.tobytes()))
    inputs = read_idx(path)
    assert idx_size(inputs) == len(header) + values.size
    assert known_moments(path, idx_size(inputs)) is None


@pytest.mark.mnist
def test_length_that_differs_from_the_announced_one_is_not_known() -> None:
    path = mnist_data_dir() / "mnist" / NAME
    assert known_moments(path, 1) is None
