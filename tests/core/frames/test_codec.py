from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanscope.errors import CodecError
from fanscope.frames import Frame, decode, encode
from fanscope.frames.stored_histograms import StoredHistograms
from support.floats import unhurried
from support.frame_strategies import any_frames, assert_same_frame
from support.frames import make_frame

VERSION_1 = base64.b85decode(
    "MnO(S0RX`MsNPBd001ih0012T004NLi;h;xP0Y;GGf>h|P%0=&O-wGyEK4lO%+FJb)loo}Bt|Aay(lpyGc~U"
    "ST}gRrW_kv)s3AW43~}0LNZ39@Wcy+PRM1Clc${NqKmiW3W`e*@dqyCK4=M(s1V-smngW_qFwpL&l>SjqE)4"
    "*6%`Vz_oMU8WK!q;^4j5oV%na;5upvfPW~>MR8=nvz"
)
"""``encode(make_frame(3))`` as version 1 wrote it: must stay readable for ever."""


@unhurried
@given(any_frames())
def test_every_frame_comes_back_bit_for_bit(frame: Frame) -> None:
    assert_same_frame(decode(encode(frame)), frame)


@unhurried
@given(any_frames())
def test_decoded_frames_encode_to_the_same_bytes(frame: Frame) -> None:
    blob = encode(frame)
    assert encode(decode(blob)) == blob


def test_frames_of_version_1_stay_readable() -> None:
    assert_same_frame(decode(VERSION_1), make_frame(3))


def test_frames_without_probes() -> None:
    frame = make_frame(0, layers=0)
    assert_same_frame(decode(encode(frame)), frame)


@unhurried
@given(any_frames(max_probes=2), st.data())
def test_any_damaged_byte_is_found(frame: Frame, data: st.DataObject) -> None:
    blob = bytearray(encode(frame))
    at = data.draw(st.integers(0, len(blob) - 1))
    blob[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CodecError):
        decode(bytes(blob))


@pytest.mark.parametrize("keep", [0, 3, 10, 25, -1])
def test_cut_bytes_are_found(keep: int) -> None:
    with pytest.raises(CodecError):
        decode(encode(make_frame(0))[:keep])


def test_bytes_that_follow_are_found() -> None:
    with pytest.raises(CodecError, match="made longer"):
        decode(encode(make_frame(0)) + b"\0")


def test_a_later_version_says_what_to_do() -> None:
    blob = bytearray(encode(make_frame(0)))
    struct.pack_into("<H", blob, 4, 2)
    with pytest.raises(CodecError, match=r"version 2.*reads version 1.*later"):
        decode(bytes(blob))


def test_something_else_is_not_a_frame() -> None:
    with pytest.raises(CodecError, match="not a Fanscope frame"):
        decode(b"\x89PNG\r\n" + bytes(40))


def test_histograms_stay_packed_until_asked_for() -> None:
    untouched = StoredHistograms(b"not compressed", 2)
    assert len(untouched) == 2
    with pytest.raises(zlib.error):
        untouched[0]
    histograms = decode(encode(make_frame(0))).histograms
    assert isinstance(histograms, StoredHistograms)
    assert [h.total for h in histograms[1:3]] == [6, 6]
    assert histograms[-1].total == 6
    with pytest.raises(IndexError):
        histograms[8]


def test_decoded_numbers_are_columns_of_the_right_type() -> None:
    frame = decode(encode(make_frame(2)))
    assert frame.statistics.dtype == np.float64
    assert frame.losses.dtype == np.float32
    assert isinstance(frame.step, int)
