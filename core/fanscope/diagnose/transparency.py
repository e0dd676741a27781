"""Look into functions of torch that hide their inner calls from a mode: attention, the backward pass."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any


@lru_cache(maxsize=8)
def transparent(func: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of torch with its inner calls visible to the mode around it.

    Such a function first asks whether a mode wants to replace it as a whole. This is its own code, to
    the letter, with a "no" for an answer; so it computes the same numbers.
    """
    if not isinstance(func, FunctionType) or "has_torch_function" not in func.__globals__:
        return func
    names = {**func.__globals__, "has_torch_function": _never}
    copy = FunctionType(func.__code__, names, func.__name__, func.__defaults__, func.__closure__)
    copy.__kwdefaults__ = func.__kwdefaults__
    return copy


def _never(_: object) -> bool:
    return False
