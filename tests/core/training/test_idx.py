import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fanscope.errors import DataError
from fanscope.training.idx import parse_idx, read_idx
from support.idx import to_idx


@given(arrays.arrays(np.uint8, arrays.array_shapes(max_dims=4, max_side=5)))
def test_array_survives_the_format(values: np.ndarray) -> None:
    np.testing.assert_array_equal(parse_idx(to_idx(values)), values)


def test_header_is_big_endian() -> None:
    content = bytes([0, 0, 8, 2]) + struct.pack(">II", 1, 3) + bytes([7, 8, 9])
    np.testing.assert_array_equal(parse_idx(content), [[7, 8, 9]])


@given(st.binary(max_size=40))
def test_arbitrary_bytes_are_parsed_or_refused(content: bytes) -> None:
    try:
        values = parse_idx(content)
    except DataError:
        return
    assert to_idx(values) == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!DOCTYPE html>",
        to_idx(np.zeros((2, 2), np.uint8))[:-1],
        to_idx(np.zeros((2, 2), np.uint8)) + b"\0",
        to_idx(np.zeros((2, 2), np.uint8))[:6],
        bytes([0, 0, 13, 1]) + struct.pack(">I", 0),
    ],
    ids=["empty", "html", "short", "long", "cut header", "floats"],
)
def test_damaged_content_is_refused(content: bytes) -> None:
    with pytest.raises(DataError):
        parse_idx(content)


def test_compressed_and_plain_files_hold_the_same(tmp_path: Path) -> None:
    values = np.arange(6, dtype=np.uint8).reshape(2, 3)
    (tmp_path / "plain").write_bytes(to_idx(values))
    (tmp_path / "packed.gz").write_bytes(gzip.compress(to_idx(values)))
    np.testing.assert_array_equal(read_idx(tmp_path / "plain"), values)
    np.testing.assert_array_equal(read_idx(tmp_path / "packed.gz"), values)


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b"x" * 999, mtime=0)[:-12], b""])
def test_damaged_compressed_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "packed.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"packed\.gz is damaged"):
        read_idx(path)


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="nothing-here"):
        read_idx(tmp_path / "nothing-here")
