"""Where the real MNIST is, for tests that need it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def mnist_data_dir() -> Path:
    """Return the folder of data sets; skip the test where there is no MNIST on this machine."""
    folder = os.environ.get("FANSCOPE_DATA")
    if not folder or not (Path(folder) / "mnist").is_dir():
        pytest.skip("set FANSCOPE_DATA to a folder with mnist/train-images-idx3-ubyte.gz, ...")
    return Path(folder)
