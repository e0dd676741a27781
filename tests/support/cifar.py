"""Draws CIFAR-10 in small and writes its binary format, as its author describes it."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fanscope.datasets import CIFAR10

Batch = tuple[NDArray[np.uint8], NDArray[np.uint8]]


def draw_batches(*, per_batch: int = 4) -> dict[str, Batch]:
    """Return pictures [per_batch, 3, 32, 32] and labels for each of the original files."""
    generator = np.random.default_rng(10)
    return {
        name: (
            generator.integers(0, 256, (per_batch, 3, 32, 32), np.uint8),
            generator.integers(0, 10, per_batch, np.uint8),
        )
        for name in CIFAR10.unpacked
    }


def to_cifar(batch: Batch) -> bytes:
    """Return the bytes of one file."""
    pictures, labels = batch
    return b"".join(
        bytes([label]) + picture.tobytes() for label, picture in zip(labels, pictures, strict=True)
    )


def to_archive(files: Mapping[str, bytes]) -> bytes:
    """Return a compressed archive like the original: one folder, and a file that is no batch."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, content in {"readme.html": b"<p>", **files}.items():
            member = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()
