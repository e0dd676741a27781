"""Look into torch's attention, which hides its four products from modes and hooks."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import FunctionType
from typing import Any


@lru_cache(maxsize=4)
def watched_attention(func: Callable[..., Any]) -> Callable[..., Any]:
    """Return ``torch.nn.functional.multi_head_attention_forward`` with its inner calls visible to a mode.

    The function first asks whether a mode wants to replace it as a whole. This is its own code, to
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
