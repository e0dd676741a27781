"""Compile a numeric loop to machine code, once per machine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypedDict, TypeVar, cast

from numba import njit

_Loop = TypeVar("_Loop", bound=Callable[..., Any])


class _Options(TypedDict):
    nogil: bool
    fastmath: set[str]
    error_model: Literal["numpy"]


def compiled(loop: _Loop) -> _Loop:
    """Return the loop, compiled at its first call and kept on disk where a folder can be written.

    Floating-point sums may be reordered, so that they become SIMD; nothing is assumed about infinities
    and NaN.
    """
    options: _Options = {"nogil": True, "fastmath": {"reassoc", "contract"}, "error_model": "numpy"}
    try:
        fast = njit(loop, cache=True, **options)
    except RuntimeError:  # no folder for the cache: each process compiles its own
        fast = njit(loop, **options)
    return cast("_Loop", fast)
