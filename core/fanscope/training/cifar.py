"""The binary format of CIFAR-10, from the original archive or from the files extracted from it.

A file is records of 3,073 bytes: the label, then the picture's 1,024 red values row by row, its green
ones and its blue ones.

Reference: krizhevsky2009learning; described at the data set's homepage, "Binary version".
"""

from __future__ import annotations

import tarfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from fanscope.errors import DataError

_SHAPE = (3, 32, 32)
_RECORD_SIZE = 1 + 3 * 32 * 32
_CLASSES = 10

Batch = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""Pictures [examples, 3, 32, 32] and labels [examples]."""


def read_cifar(paths: Sequence[Path], names: Sequence[str]) -> list[Batch]:
    """Return the batches called ``names``, in that order.

    Args:
        paths: Either the archive alone, or the extracted files in the order of ``names``.
        names: File names of the batches.

    Raises:
        DataError: A file cannot be read, is missing from the archive or is not whole.
    """
    if len(paths) == len(names):
        return [_read_file(path) for path in paths]
    (archive,) = paths
    found = dict(_read_archive(archive, names))
    missing = [name for name in names if name not in found]
    if missing:
        raise DataError(f"{archive} is damaged: {', '.join(missing)} is not in it; replace it")
    return [found[name] for name in names]


def parse_cifar(content: bytes) -> Batch:
    """Return the pictures and labels of a file.

    Raises:
        DataError: It does not consist of whole records, or a label is no class.
    """
    if not content or len(content) % _RECORD_SIZE:
        raise DataError(f"{len(content)} bytes are no whole records of {_RECORD_SIZE}")
    records = np.frombuffer(content, np.uint8).reshape(-1, _RECORD_SIZE)
    labels = records[:, 0]
    if labels.max() >= _CLASSES:
        raise DataError(f"it has the label {labels.max()}, and there are {_CLASSES} classes")
    return records[:, 1:].reshape(-1, *_SHAPE), labels


def _read_file(path: Path) -> Batch:
    try:
        return parse_cifar(path.read_bytes())
    except (OSError, DataError) as error:
        raise DataError(f"{path} is damaged or cannot be read ({error}); replace it") from error


def _read_archive(path: Path, names: Sequence[str]) -> Iterator[tuple[str, Batch]]:
    """Yield the batches in the order of the archive; nothing is extracted to the disk."""
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                name = PurePosixPath(member.name).name
                stream = archive.extractfile(member) if name in names else None
                if stream is not None:
                    yield name, parse_cifar(stream.read())
    except (OSError, EOFError, zlib.error, tarfile.TarError, DataError) as error:
        raise DataError(f"{path} is damaged or cannot be read ({error}); replace it") from error
