"""Numeric loops in machine code, compiled once per machine; numba is imported when the first one is called.

To import numba and to read its code from the disk takes longer than to look once at a small network, and to compile takes seconds
where nothing is on the disk yet. What looks once, says so by :func:`without_loops`, and torch's own operations do the same work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import update_wrapper
from typing import Any, TypeVar, cast

_Loop = TypeVar("_Loop", bound=Callable[..., Any])
_ROOT = "fanscope."
_are_wanted: ContextVar[bool] = ContextVar("loops are wanted", default=True)


def loops_are_wanted() -> bool:
    """Return whether compiled loops pay here."""
    return _are_wanted.get()


@contextmanager
def without_loops() -> Iterator[None]:
    """Leave the work of compiled loops to torch and numpy inside the block; numbers agree up to rounding."""
    before = _are_wanted.set(False)
    try:
        yield
    finally:
        _are_wanted.reset(before)


@contextmanager
def with_loops() -> Iterator[None]:
    """Use compiled loops inside the block after all: there is enough to measure."""
    before = _are_wanted.set(True)
    try:
        yield
    finally:
        _are_wanted.reset(before)


def compiled(loop: _Loop) -> _Loop:
    """Return the loop, compiled at its first call and kept on disk where a folder can be written.

    Floating-point sums may be reordered, so that they become SIMD; nothing is assumed about infinities
    and NaN.
    """
    return cast("_Loop", _Waiting(loop, fastmath={"reassoc", "contract"}))


def compiled_as_written(loop: _Loop) -> _Loop:
    """Return the loop, compiled like :func:`compiled`; it rounds as it is written, so alike on every machine."""
    return cast("_Loop", _Waiting(loop, fastmath=set()))


class _Waiting:
    """A loop before the first call of any: then all take the place of what waited for them.

    Loops call each other by their modules' names, and numba must find compiled ones there.
    """

    def __init__(self, loop: Callable[..., Any], *, fastmath: set[str]) -> None:
        self._loop, self._fastmath = loop, fastmath
        self._compiled: Any = None
        update_wrapper(self, loop)

    def __call__(self, *args: Any) -> Any:
        if self._compiled is None:
            _replace_all()
        return self.get()(*args)

    def get(self) -> Any:
        if self._compiled is None:
            self._compiled = _compile(self._loop, fastmath=self._fastmath)
        return self._compiled


def _replace_all() -> None:
    modules = [module for name, module in sys.modules.items() if name.startswith(_ROOT)]
    for names in [vars(module) for module in modules]:
        for name, value in list(names.items()):
            if isinstance(value, _Waiting):
                names[name] = value.get()


def _compile(loop: Callable[..., Any], *, fastmath: set[str]) -> Any:
    from numba import njit

    def compile_with(*, cache: bool) -> Any:
        return njit(loop, cache=cache, nogil=True, fastmath=fastmath, error_model="numpy")

    try:
        return compile_with(cache=True)
    except RuntimeError:  # no folder for the cache: each process compiles its own
        return compile_with(cache=False)
