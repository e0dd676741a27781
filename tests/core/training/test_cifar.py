"""CIFAR-10 in small: the same format and the same way from archive to tensors."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanscope.datasets import CIFAR10, DataFile, DatasetInfo
from fanscope.errors import DataError
from fanscope.spec import Cifar10Data
from fanscope.training.cifar import parse_cifar
from fanscope.training.data import load_cifar, load_dataset
from fanscope.training.examples import Dataset, Examples
from support.cifar import draw_batches, to_archive, to_cifar
from support.downloads import NOBODY_LISTENS, serve

ARCHIVE = "cifar-10-binary.tar.gz"
BATCHES = draw_batches()
FILES = {name: to_cifar(batch) for name, batch in BATCHES.items()}


def small(content: bytes, *mirrors: str) -> DatasetInfo:
    """CIFAR-10 as if the original archive had been ``content``."""
    file = DataFile(ARCHIVE, hashlib.sha256(content).hexdigest())
    return replace(CIFAR10, num_train=20, num_test=4, files=(file,), mirrors=mirrors)


def assert_is_small_cifar(dataset: Dataset[Examples]) -> None:
    *train, test = BATCHES.values()
    pictures = np.concatenate([pictures for pictures, _ in train])
    np.testing.assert_array_equal(dataset.train.inputs, pictures.reshape(20, 3072))
    np.testing.assert_array_equal(dataset.train.labels, np.concatenate([y for _, y in train]))
    np.testing.assert_array_equal(dataset.test.inputs, test[0].reshape(4, 3072))
    np.testing.assert_array_equal(dataset.test.labels, test[1])
    assert dataset.train.mean == dataset.test.mean == pytest.approx(pictures.mean())
    assert dataset.train.std == dataset.test.std == pytest.approx(pictures.std())


def test_archive_is_downloaded_verified_and_read(tmp_path: Path) -> None:
    content = to_archive(FILES)
    with serve({ARCHIVE: content}) as mirror:
        assert_is_small_cifar(load_cifar(small(content, mirror), tmp_path))
    assert (tmp_path / "cifar10" / ARCHIVE).read_bytes() == content
    assert_is_small_cifar(load_cifar(small(content, NOBODY_LISTENS), tmp_path))


@pytest.mark.parametrize("below", [".", "cifar-10-batches-bin"])
def test_extracted_files_need_no_network(below: str, tmp_path: Path) -> None:
    folder = tmp_path / "cifar10" / below
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    assert_is_small_cifar(load_cifar(small(b"", NOBODY_LISTENS), tmp_path))


def test_order_of_the_archive_does_not_matter(tmp_path: Path) -> None:
    content = to_archive(dict(reversed(FILES.items())))
    with serve({ARCHIVE: content}) as mirror:
        assert_is_small_cifar(load_cifar(small(content, mirror), tmp_path))


def test_without_network_folder_archive_and_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load_cifar(small(b"", NOBODY_LISTENS), tmp_path)
    message = str(caught.value)
    assert f"put {ARCHIVE} (or data_batch_1.bin, " in message
    assert f"test_batch.bin) into {tmp_path / 'cifar10'}" in message


def test_some_of_the_extracted_files_are_not_enough(tmp_path: Path) -> None:
    (tmp_path / "cifar10").mkdir()
    for name in list(FILES)[1:]:
        (tmp_path / "cifar10" / name).write_bytes(FILES[name])
    with pytest.raises(DataError, match="could not be downloaded"):
        load_cifar(small(b"", NOBODY_LISTENS), tmp_path)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (to_archive(FILES)[:-200], "cannot be read"),
        (to_archive(FILES)[:2000], "cannot be read"),
        (b"not an archive", "cannot be read"),
        (b"", "cannot be read"),
        (to_archive({**FILES, "test_batch.bin": b"\0" * 3072}), "3072 bytes are no whole records"),
        (to_archive({**FILES, "test_batch.bin": b"\x0a" * 3073}), "label 10"),
        (
            to_archive({name: FILES[name] for name in FILES if name != "data_batch_3.bin"}),
            "data_batch_3.bin is not in it",
        ),
        (
            to_archive({**FILES, "data_batch_2.bin": FILES["data_batch_2.bin"][:3073]}),
            "17 training and 4 test examples, not 20 and 4",
        ),
    ],
)
def test_damaged_archive(content: bytes, complaint: str, tmp_path: Path) -> None:
    with serve({ARCHIVE: content}) as mirror, pytest.raises(DataError) as caught:
        load_cifar(small(content, mirror), tmp_path)
    assert str(tmp_path / "cifar10") in str(caught.value)
    assert complaint in str(caught.value)
    assert "replace it" in str(caught.value)


def test_archive_with_another_checksum_is_refused(tmp_path: Path) -> None:
    with serve({ARCHIVE: to_archive({})}) as mirror, pytest.raises(DataError, match="hash"):
        load_cifar(small(to_archive(FILES), mirror), tmp_path)


def test_damaged_extracted_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "cifar10").mkdir()
    for name, content in FILES.items():
        (tmp_path / "cifar10" / name).write_bytes(content[:-1] if "4" in name else content)
    with pytest.raises(DataError, match=r"data_batch_4\.bin is damaged"):
        load_dataset(Cifar10Data(), tmp_path)


@given(st.binary(max_size=100) | st.integers(0, 3).map(lambda n: bytes(3073 * n)))
def test_any_bytes_are_whole_records_or_a_data_error(content: bytes) -> None:
    try:
        pictures, labels = parse_cifar(content)
    except DataError:
        assert not content or len(content) % 3073
    else:
        assert len(labels) == len(pictures) == len(content) // 3073
        assert pictures.shape[1:] == (3, 32, 32)
