"""Compile a numeric loop to machine code, once per machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_Loop = TypeVar("_Loop", bound=Callable[..., Any])


def compiled(loop: _Loop) -> _Loop:
    """Return the loop, compiled at its first call and kept on disk where a folder can be written.

    Floating-point sums may be reordered, so that they become SIMD; nothing is assumed about infinities
    and NaN.
    """
    return _compile(loop, fastmath={"reassoc", "contract"})


def compiled_as_written(loop: _Loop) -> _Loop:
    """Return the loop, compiled like :func:`compiled`; it rounds as it is written, so alike on every machine."""
    return _compile(loop, fastmath=set())


def _compile(loop: _Loop, *, fastmath: set[str]) -> _Loop:
    def compile_with(*, cache: bool) -> Any:
        return njit(loop, cache=cache, nogil=True, fastmath=fastmath, error_model="numpy")

    try:
        return cast("_Loop", compile_with(cache=True))
    except RuntimeError:  # no folder for the cache: each process compiles its own
        return cast("_Loop", compile_with(cache=False))
