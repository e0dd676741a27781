"""The numbers of torch's CPU generator, a block at a time.

torch's Mersenne Twister is asked for one word of 32 bits after the other, which costs several times what it
costs to write them down. Here whole blocks of 624 words are made by loops that become SIMD. The words are
those that torch would have drawn, and the generator is left where torch would have left it, so that both can
draw from it in turn.

Reference: matsumoto1998mersenne, section 2.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from fanscope.compiled import compiled_as_written

_BLOCK = 624
_MIDDLE = 397
_LAG = _BLOCK - _MIDDLE
_LEFT = slice(8, 12)
_NEXT = slice(16, 24)
_WORDS = slice(24, 24 + 8 * _BLOCK)
"""Bytes of a generator's state: one more than the words left of the block, the place of the next, the block."""


class Stream:
    """The words of a generator from where it is.

    Call :meth:`close` at the end: until then the generator itself has not moved.

    Attributes:
        block: Words before tempering, uint32 [624]; a loop replaces them as it goes on.
        position: Words of the block that are used up.
    """

    def __init__(self, generator: torch.Generator) -> None:
        """Begin with the generator's next word."""
        self._generator = generator
        self._state: Tensor = generator.get_state()
        state = self._state.numpy()
        self.block: NDArray[np.uint32] = state[_WORDS].view(np.uint64).astype(np.uint32)
        self.position = _BLOCK + 1 - int(state[_LEFT].view(np.int32)[0])

    def close(self) -> None:
        """Move the generator behind the words that were drawn."""
        state = self._state.numpy()
        state[_LEFT].view(np.int32)[0] = _BLOCK + 1 - self.position
        state[_NEXT].view(np.uint64)[0] = self.position
        state[_WORDS].view(np.uint64)[:] = self.block
        self._generator.set_state(self._state)


@compiled_as_written
def draw_fractions(block: NDArray[np.uint32], position: int, out: NDArray[np.float32]) -> int:
    """Fill ``out`` with multiples of 2^-24 in [0, 1), one word each; return the new position in the block."""
    following = np.empty_like(block)
    done = 0
    while done < out.size:
        if position == _BLOCK:
            _refill(block, following)
            block[:] = following
            position = 0
        num = min(_BLOCK - position, out.size - done)
        _temper(block[position : position + num], out[done : done + num])
        done += num
        position += num
    return position


@compiled_as_written
def _refill(old: NDArray[np.uint32], new: NDArray[np.uint32]) -> None:
    """Make the next block, in parts none of which reads what it writes."""
    twice = 2 * _LAG
    _twist(old[_MIDDLE:], old[:_LAG], old[1 : _LAG + 1], new[:_LAG])
    _twist(new[:_LAG], old[_LAG:twice], old[_LAG + 1 : twice + 1], new[_LAG:twice])
    _twist(new[_LAG : _MIDDLE - 1], old[twice:-1], old[twice + 1 :], new[twice:-1])
    _twist(new[_MIDDLE - 1 : _MIDDLE], old[-1:], new[:1], new[-1:])


@compiled_as_written
def _twist(
    middle: NDArray[np.uint32],
    high: NDArray[np.uint32],
    low: NDArray[np.uint32],
    out: NDArray[np.uint32],
) -> None:
    for i in range(out.size):
        joined = np.uint32(high[i] & np.uint32(0x80000000)) | np.uint32(
            low[i] & np.uint32(0x7FFFFFFF)
        )
        odd = np.uint32(low[i] & np.uint32(1))
        shifted = np.uint32(np.uint32(joined) >> np.uint32(1))
        out[i] = middle[i] ^ shifted ^ np.uint32(odd * np.uint32(0x9908B0DF))


@compiled_as_written
def _temper(words: NDArray[np.uint32], out: NDArray[np.float32]) -> None:
    for i in range(out.size):
        word = words[i]
        word = np.uint32(word ^ np.uint32(word >> np.uint32(11)))
        word = np.uint32(word ^ np.uint32(np.uint32(word << np.uint32(7)) & np.uint32(0x9D2C5680)))
        word = np.uint32(word ^ np.uint32(np.uint32(word << np.uint32(15)) & np.uint32(0xEFC60000)))
        word = np.uint32(word ^ np.uint32(word >> np.uint32(18)))
        out[i] = np.float32(np.int32(word & np.uint32(0xFFFFFF))) * np.float32(2.0**-24)
