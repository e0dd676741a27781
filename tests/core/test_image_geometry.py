"""The measured geometry of images against the real ones, pair of pixels by pair of pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fanscope.datasets import describe
from fanscope.image_geometry import REACH, ImageGeometry, image_geometry
from fanscope.spec import DataSpec, DigitsData, FashionMnistData, GaussianData, MnistData
from fanscope.training.data import load_dataset
from support.mnist import mnist_data_dir

Floats = NDArray[np.float64]


def images_of(data: DataSpec, folder: Path | None = None, *, at_most: int = 2000) -> Floats:
    train = load_dataset(data, folder).train
    chosen = train.standardized(slice(0, at_most)).numpy().astype(np.float64)
    return chosen.reshape(len(chosen), *describe(data).shape)


def pairs_apart(side: int, far: int) -> list[tuple[int, int]]:
    """Return the pairs of places that are ``far`` apart, or at least that where it is the farthest told apart."""
    last = far == REACH - 1
    found = [(i, j) for i in range(side) for j in range(side)]
    return [(i, j) for i, j in found if abs(i - j) == far or (last and abs(i - j) >= far)]


def alike(one: Floats, other: Floats, rows: int, columns: int) -> float:
    """Return the mean product of two images' pixels that far apart, one channel."""
    total, count = 0.0, 0
    for i, j in pairs_apart(one.shape[1], rows):
        for k, m in pairs_apart(one.shape[2], columns):
            total += float((one[:, i, k] * other[:, j, m]).mean())
            count += 1
    return total / count


def check(geometry: ImageGeometry, images: Floats, *, tolerance: float) -> None:
    gray = images[:, 0]
    mean = np.broadcast_to(gray.mean(0), gray.shape)
    for rows, columns in ((0, 0), (0, 1), (1, 0), (2, 3), (5, 5), (7, 2)):
        place = rows, columns
        assert geometry.same[place] == pytest.approx(alike(gray, gray, *place), abs=tolerance)
        assert geometry.other[place] == pytest.approx(alike(mean, mean, *place), abs=tolerance)
    np.testing.assert_allclose(geometry.profile, np.square(gray).mean(0), atol=3 * tolerance)


def test_digits() -> None:
    geometry = image_geometry(DigitsData())
    assert geometry is not None
    check(geometry, images_of(DigitsData()), tolerance=1e-4)


def test_enlarged_digits() -> None:
    """The blocks' formula against pictures that really are enlarged."""
    data = DigitsData(shape=(3, 16, 16))
    geometry = image_geometry(data)
    assert geometry is not None
    check(geometry, images_of(data), tolerance=2e-4)


@pytest.mark.mnist
def test_mnist() -> None:
    """On 2,000 of 60,000 images: a mean of products of size 1 has a standard error of about 0.01."""
    geometry = image_geometry(MnistData())
    assert geometry is not None
    assert geometry.same.shape == (REACH, REACH)
    images = images_of(MnistData(), mnist_data_dir())
    for place in ((0, 0), (0, 1), (3, 2)):
        assert geometry.same[place] == pytest.approx(
            alike(images[:, 0], images[:, 0], *place), abs=0.04
        )


def test_pairs_of_images_spread() -> None:
    """Products of different images' pixels, drawn, vary as the stored number says."""
    geometry = image_geometry(DigitsData())
    assert geometry is not None
    gray = images_of(DigitsData())[:, 0]
    order = np.random.default_rng(0).permutation(len(gray))
    products = gray * gray[order]
    assert geometry.pair_spread == pytest.approx(products.var(0).mean(), rel=0.05)
    assert geometry.likeness[0] == 1.0


def test_what_was_not_measured_has_no_geometry() -> None:
    assert image_geometry(FashionMnistData()) is None
    assert image_geometry(GaussianData()) is None
    assert image_geometry(DigitsData(shape=(1, 8, 16))) is None
