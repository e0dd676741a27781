"""Independent uniform and normal numbers for large tensors, scaled while they are in the cache.

From one state of a generator come the numbers that ``Tensor.uniform_`` and ``Tensor.normal_`` draw on the CPU, up to
rounding, and the generator moves on as far; a test holds both against each other.

Notation:
    u, v   uniform on [0, 1)
    r      sqrt(-2 ln(1 - u)), the length of a pair of independent normal numbers
"""

from __future__ import annotations

from math import sqrt

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from fanscope.compiled import compiled_as_written
from fanscope.networks.mersenne_twister import Stream, draw_fractions

GROUP = 16
"""Normal numbers are made in groups: eight pairs, whose lengths come first. Fewer are left to torch."""
_CHUNK = 64 * GROUP
"""Values that several short loops share while they are in the first-level cache."""
_BOUND = np.float32(sqrt(3))
_SPAN = np.float32(2 * sqrt(3))
_SQRT_HALF = np.int32(0x3F3504F3)
_MANTISSA = np.int32(0x7FFFFF)
_EIGHTH = np.int32(1 << 21)
_ANGLE = np.float32(2 * np.pi / 2**24)


def fill_uniform(values: Tensor, *, mean: float, std: float, generator: torch.Generator) -> None:
    """Fill a contiguous float32 tensor on the CPU with uniform numbers; advances the generator."""
    flat, scale = _flat(values), _scale(mean, std)
    stream = Stream(generator)
    stream.position = _fill_uniform(stream.block, stream.position, flat, *scale)
    stream.close()


def fill_normal(values: Tensor, *, mean: float, std: float, generator: torch.Generator) -> None:
    """Fill a contiguous float32 tensor on the CPU, of 16 values or more, with normal numbers; advances the generator."""
    flat, scale = _flat(values), _scale(mean, std)
    rest = flat.size % GROUP
    stream = Stream(generator)
    whole = flat[: flat.size - rest]
    stream.position = _fill_normal(stream.block, stream.position, whole, *scale)
    if rest:
        # torch draws a word for each value and then the last 16 values anew.
        unused = np.empty(rest, np.float32)
        stream.position = draw_fractions(stream.block, stream.position, unused)
        stream.position = _fill_normal(stream.block, stream.position, flat[-GROUP:], *scale)
    stream.close()


def _scale(mean: float, std: float) -> tuple[np.float32, np.float32]:
    """Return mean and standard deviation as float32, infinite where they are beyond it."""
    with np.errstate(over="ignore"):
        return np.float32(mean), np.float32(std)


def _flat(values: Tensor) -> NDArray[np.float32]:
    flat: NDArray[np.float32] = values.view(-1).numpy()
    return flat


@compiled_as_written
def _fill_uniform(
    block: NDArray[np.uint32],
    position: int,
    out: NDArray[np.float32],
    mean: np.float32,
    std: np.float32,
) -> int:
    for start in range(0, out.size, _CHUNK):
        chunk = out[start : start + _CHUNK]
        position = draw_fractions(block, position, chunk)
        for i in range(chunk.size):
            chunk[i] = (chunk[i] * _SPAN - _BOUND) * std + mean
    return position


@compiled_as_written
def _fill_normal(
    block: NDArray[np.uint32],
    position: int,
    out: NDArray[np.float32],
    mean: np.float32,
    std: np.float32,
) -> int:
    fractions = np.empty(_CHUNK, np.float32)
    # Five arrays, none of which a loop both reads and writes under two names: else it would not become SIMD.
    lengths, turns = np.empty(_CHUNK // 2, np.float32), np.empty(_CHUNK // 2, np.float32)
    radii, cosines = np.empty(_CHUNK // 2, np.float32), np.empty(_CHUNK // 2, np.float32)
    sines = np.empty(_CHUNK // 2, np.float32)
    for start in range(0, out.size, _CHUNK):
        chunk = out[start : start + _CHUNK]
        pairs = chunk.size // 2
        position = draw_fractions(block, position, fractions[: chunk.size])
        _split(fractions[: chunk.size], lengths[:pairs], turns[:pairs])
        _find_radii(lengths[:pairs], radii[:pairs])
        _turn(turns[:pairs], radii[:pairs], cosines[:pairs], sines[:pairs])
        _join(cosines[:pairs], sines[:pairs], chunk, mean, std)
    return position


@compiled_as_written
def _split(
    fractions: NDArray[np.float32], lengths: NDArray[np.float32], turns: NDArray[np.float32]
) -> None:
    """Take the groups apart: eight values for lengths, eight for angles, and so on."""
    half = GROUP // 2
    groups = fractions.size // GROUP
    of_groups = fractions.reshape((groups, GROUP))
    of_lengths, of_turns = lengths.reshape((groups, half)), turns.reshape((groups, half))
    for i in range(groups):
        for j in range(half):
            of_lengths[i, j] = np.float32(1.0) - of_groups[i, j]
    for i in range(groups):
        for j in range(half):
            of_turns[i, j] = of_groups[i, half + j]


@compiled_as_written
def _join(
    cosines: NDArray[np.float32],
    sines: NDArray[np.float32],
    out: NDArray[np.float32],
    mean: np.float32,
    std: np.float32,
) -> None:
    """Put the pairs back into groups, scaled."""
    half = GROUP // 2
    groups = out.size // GROUP
    of_groups = out.reshape((groups, GROUP))
    of_cosines, of_sines = cosines.reshape((groups, half)), sines.reshape((groups, half))
    for i in range(groups):
        for j in range(half):
            of_groups[i, j] = of_cosines[i, j] * std + mean
    for i in range(groups):
        for j in range(half):
            of_groups[i, half + j] = of_sines[i, j] * std + mean


@compiled_as_written
def _find_radii(values: NDArray[np.float32], radii: NDArray[np.float32]) -> None:
    """Write sqrt(-2 ln x) of values in (0, 1]; the values are overwritten by their mantissas.

    With x = 2^e m and m in [sqrt(1/2), sqrt 2), ln x = e ln 2 + ln m, and ln m is a polynomial in m - 1.

    Reference: moshier1989methods; the coefficients are those of his single-precision library.
    """
    patterns = values.view(np.int32)
    for i in range(values.size):
        shifted = np.int32(patterns[i] - _SQRT_HALF)
        radii[i] = np.float32(np.int32(shifted >> np.int32(23)))
        patterns[i] = np.int32(np.int32(shifted & _MANTISSA) + _SQRT_HALF)
    for i in range(values.size):
        exponent = radii[i]
        x = values[i] - np.float32(1.0)
        square = x * x
        series = np.float32(7.0376836292e-2)
        series = series * x + np.float32(-1.1514610310e-1)
        series = series * x + np.float32(1.1676998740e-1)
        series = series * x + np.float32(-1.2420140846e-1)
        series = series * x + np.float32(1.4249322787e-1)
        series = series * x + np.float32(-1.6668057665e-1)
        series = series * x + np.float32(2.0000714765e-1)
        series = series * x + np.float32(-2.4999993993e-1)
        series = series * x + np.float32(3.3333331174e-1)
        small = series * x * square + exponent * np.float32(-2.12194440e-4)
        small = small - np.float32(0.5) * square
        logarithm = x + small + exponent * np.float32(0.693359375)
        radii[i] = np.sqrt(np.float32(-2.0) * logarithm)


@compiled_as_written
def _turn(
    fractions: NDArray[np.float32],
    radii: NDArray[np.float32],
    cosines: NDArray[np.float32],
    sines: NDArray[np.float32],
) -> None:
    """Write r cos(2 pi v) and r sin(2 pi v): exact quarter turns, and polynomials on an eighth to either side.

    Reference: box1958note; moshier1989methods for the coefficients.
    """
    for i in range(fractions.size):
        place = np.int32(fractions[i] * np.float32(2.0**24))
        quarter = np.int32(np.int32(place + _EIGHTH) >> np.int32(22))
        angle = np.float32(np.int32(place - np.int32(quarter << np.int32(22)))) * _ANGLE
        square = angle * angle
        sine = np.float32(-1.9515295891e-4) * square + np.float32(8.3321608736e-3)
        sine = (sine * square + np.float32(-1.6666654611e-1)) * square * angle + angle
        cosine = np.float32(2.443315711809948e-5) * square + np.float32(-1.388731625493765e-3)
        cosine = (cosine * square + np.float32(4.166664568298827e-2)) * square * square
        cosine = cosine - np.float32(0.5) * square + np.float32(1.0)
        is_odd = np.int32(quarter & np.int32(1)) != np.int32(0)
        first, second = (sine, cosine) if is_odd else (cosine, sine)
        first_flip = np.float32(np.int32(np.int32(quarter + np.int32(1)) & np.int32(2)))
        second_flip = np.float32(np.int32(quarter & np.int32(2)))
        cosines[i] = first * (np.float32(1.0) - first_flip) * radii[i]
        sines[i] = second * (np.float32(1.0) - second_flip) * radii[i]
