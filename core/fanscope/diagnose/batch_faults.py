"""Batches that say nothing about the weights: empty, of zeros alone, or not finite."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from fanscope.diagnose.batches import say_shapes, tensors_in
from fanscope.errors import ModuleError

_WAY_OUT = "pass a batch of real inputs"
_INDICES = (torch.int16, torch.int32, torch.int64)
"""Whole numbers that name something, such as tokens: zeros among them are inputs like any other."""


def refuse_faulty_batch(batch: Any) -> None:
    """Refuse a batch whose fault would be taken for one of the weights.

    An attention mask may hold -inf beside an input without.

    Raises:
        ModuleError: It has no examples, holds values that are not finite, or nothing but zeros.
    """
    tensors = list(tensors_in(batch))
    if tensors and not tensors[0].numel():
        raise ModuleError(f"the batch has no examples (shape {say_shapes(batch)}); {_WAY_OUT}")
    readable = [_plain(each) for each in tensors if _is_readable(each)]
    if _is_broken([each for each in readable if each.is_floating_point()]):
        raise ModuleError(f"the batch has non-finite values; {_WAY_OUT}")
    if len(readable) < len(tensors) or any(each.dtype in _INDICES for each in readable):
        return
    inputs = [each for each in readable if each.dtype is not torch.bool]
    if inputs and not any(bool(each.any()) for each in inputs):
        raise ModuleError(f"the batch is all zeros; {_WAY_OUT}")


def _is_readable(tensor: Tensor) -> bool:
    """Return whether its numbers can be looked at: not those of sparse, nested, quantized or meta tensors."""
    return (
        tensor.layout is torch.strided
        and not tensor.is_nested
        and not tensor.is_quantized
        and not tensor.is_meta
    )


def _plain(tensor: Tensor) -> Tensor:
    """Return the values, those of eight-bit floats in a type that can be compared."""
    values = tensor.detach()
    is_tiny = values.is_floating_point() and values.element_size() == 1
    return values.float() if is_tiny else values


def _is_broken(floats: list[Tensor]) -> bool:
    if any(bool((each.isnan() | each.isposinf()).any()) for each in floats):
        return True
    masked = [bool(each.isneginf().any()) for each in floats]
    return bool(masked) and all(masked)
