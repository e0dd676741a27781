"""The bytes of a frame, versioned.

Header, little-endian: magic ``FANF``, version (uint16), CRC-32 of all that follows (uint32), lengths
of three sections (uint32 each). Then the sections, each compressed with zlib:

1. probes: JSON ``[[layer, quantity], ...]``; equal bytes in all frames of a run, so parsed once;
2. numbers: step (int64), loss, accuracy (float64), number of losses and of statistics (uint32),
   losses (float32), statistics column by column (float64);
3. histograms: see :mod:`fanscope.frames.stored_histograms`; left compressed until asked for.

A change of :data:`~fanscope.frames.STATISTICS` or of this layout is a new version.
"""

from __future__ import annotations

import json
import struct
import zlib
from functools import lru_cache

import numpy as np

from fanscope.errors import CodecError
from fanscope.frames.frame import STATISTICS, Frame, Probe
from fanscope.frames.stored_histograms import FASTEST, StoredHistograms, pack

VERSION = 1
MAGIC = b"FANF"
_HEADER = struct.Struct("<4sHIIII")
_LENGTHS = struct.Struct("<III")
_NUMBERS = struct.Struct("<qddII")
_CHECKED_FROM = _HEADER.size - _LENGTHS.size


def encode(frame: Frame) -> bytes:
    """Return the frame as bytes; statistics, losses and counts come back bit for bit."""
    sections = (_pack_probes(frame.probes), _pack_numbers(frame), pack(frame.histograms))
    body = _LENGTHS.pack(*map(len, sections)) + b"".join(sections)
    return struct.pack("<4sHI", MAGIC, VERSION, zlib.crc32(body)) + body


def decode(blob: bytes) -> Frame:
    """Return the frame that :func:`encode` wrote; histograms are decompressed when first asked for.

    Raises:
        CodecError: The bytes are damaged, or of a version that this Fanscope does not know.
    """
    probes_end, numbers_end = _check(blob)
    probes = _read_probes(blob[_HEADER.size : probes_end])
    numbers = zlib.decompress(blob[probes_end:numbers_end])
    step, loss, accuracy, num_losses, num_statistics = _NUMBERS.unpack_from(numbers)
    losses = np.frombuffer(numbers, "<f4", num_losses, _NUMBERS.size)
    columns = np.frombuffer(numbers, "<f8", -1, _NUMBERS.size + losses.nbytes)
    return Frame(
        step=step,
        loss=loss,
        accuracy=accuracy,
        losses=losses,
        probes=probes,
        statistics=columns.reshape(num_statistics, len(probes)).T,
        histograms=StoredHistograms(blob[numbers_end:], len(probes)),
    )


def _check(blob: bytes) -> tuple[int, int]:
    """Return where the probes and the numbers end."""
    if len(blob) < _HEADER.size or not blob.startswith(MAGIC):
        raise CodecError("these bytes are not a Fanscope frame")
    _, version, checksum, *lengths = _HEADER.unpack_from(blob)
    if version != VERSION:
        raise CodecError(
            f"this frame is of version {version}, this Fanscope reads version {VERSION}; "
            "read it with the Fanscope that wrote it, or a later one"
        )
    size = _HEADER.size + sum(lengths)
    if len(blob) != size:
        raise CodecError(f"a frame of {size} bytes was cut or made longer to {len(blob)}")
    if zlib.crc32(memoryview(blob)[_CHECKED_FROM:]) != checksum:
        raise CodecError("this frame is damaged: its checksum does not fit")
    return _HEADER.size + lengths[0], _HEADER.size + lengths[0] + lengths[1]


def _pack_numbers(frame: Frame) -> bytes:
    head = _NUMBERS.pack(frame.step, frame.loss, frame.accuracy, frame.losses.size, len(STATISTICS))
    losses = frame.losses.astype("<f4").tobytes()
    return zlib.compress(head + losses + frame.statistics.T.astype("<f8").tobytes(), FASTEST)


@lru_cache(maxsize=256)
def _pack_probes(probes: tuple[Probe, ...]) -> bytes:
    return zlib.compress(json.dumps([[p.layer, p.quantity] for p in probes]).encode())


@lru_cache(maxsize=256)
def _read_probes(section: bytes) -> tuple[Probe, ...]:
    return tuple(Probe(layer, quantity) for layer, quantity in json.loads(zlib.decompress(section)))
