"""The digits that ship with scikit-learn, enlarged where larger pictures are wanted."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fanscope.errors import DataError
from fanscope.spec.data import DIGITS_SIDE
from fanscope.training.examples import Dataset, Examples, standardize

_EVERY_FIFTH = slice(4, None, 5)


def load_digits(shape: tuple[int, ...]) -> Dataset[Examples]:
    """Return the digits, enlarged to ``shape``.

    Raises:
        DataError: scikit-learn, with which they ship, is not there.
    """
    values = np.loadtxt(_find_digits(), dtype=np.uint8, delimiter=",")
    inputs, labels = (
        enlarge(values[:, :-1].reshape(-1, DIGITS_SIDE, DIGITS_SIDE), shape),
        values[:, -1],
    )
    is_test = np.zeros(len(labels), dtype=bool)
    is_test[_EVERY_FIFTH] = True
    return standardize((inputs[~is_test], labels[~is_test]), (inputs[is_test], labels[is_test]))


def enlarge(pictures: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
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
