"""What a user gives a module to read: a tensor, a tuple or list of arguments, or a dictionary of keywords."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from torch import Tensor, nn


def call_module(module: nn.Module, batch: Any) -> Any:
    """Return the module's output: a tuple or list is its arguments, a mapping with text keys its keywords."""
    if isinstance(batch, Mapping) and all(isinstance(key, str) for key in batch):
        return module(**batch)
    if isinstance(batch, tuple | list) and not hasattr(batch, "_fields"):
        return module(*batch)
    return module(batch)


def copied(value: Any) -> Any:
    """Return a batch of clones: a module that works in place on what it reads spoils nothing."""
    if isinstance(value, Tensor):
        return value.detach().clone().requires_grad_(value.requires_grad)
    if isinstance(value, dict):
        return {key: copied(each) for key, each in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*map(copied, value))
    if isinstance(value, tuple | list):
        return type(value)(map(copied, value))
    return value


def tensors_in(value: Any, _seen: frozenset[int] = frozenset()) -> Iterator[Tensor]:
    """Yield the tensors in mappings, sequences, dataclasses and other objects with attributes, in order."""
    if isinstance(value, Tensor):
        yield value
        return
    if id(value) in _seen or isinstance(value, nn.Module | type | str):
        return
    if isinstance(value, Mapping):
        parts = list(value.values())
    elif isinstance(value, tuple | list):
        parts = list(value)
    elif hasattr(value, "__dict__"):
        parts = list(vars(value).values())
    else:
        parts = [getattr(value, name, None) for name in getattr(value, "__slots__", ())]
    for part in parts:
        yield from tensors_in(part, _seen | {id(value)})


def say_shapes(value: Any) -> str:
    """Return the shapes of the tensors in a value: ``[8, 3, 32, 32]``, or ``[8, 5] and [8, 7]``."""
    shapes = [str(list(tensor.shape)) for tensor in tensors_in(value)]
    return " and ".join(shapes) if shapes else f"a {type(value).__name__}"


def count_inputs(batch: Any, batch_dim: int) -> int:
    """Return how many inputs the batch holds: the size of its first tensor along a dimension; 1 without one."""
    for tensor in tensors_in(batch):
        if tensor.ndim > batch_dim:
            return int(tensor.shape[batch_dim])
    return 1


def put_inputs_first(values: Tensor, num_inputs: int, *, time_first: bool) -> Tensor | None:
    """Return the values with the inputs of the batch in front, None where they cannot be told apart.

    Layers often see ``[B * T, D]`` or ``[T, B, D]``: several rows an input are one long row each.

    Args:
        values: What a layer made.
        num_inputs: B, the number of inputs in the batch.
        time_first: Whether the module around it puts time before the batch.
    """
    shape = values.shape
    if num_inputs < 1 or not values.numel() or not shape:
        return None
    if time_first and len(shape) > 1 and shape[1] == num_inputs:
        return values.movedim(1, 0)
    if shape[0] == num_inputs:
        return values
    if shape[0] % num_inputs == 0:
        if time_first:
            return values.reshape(shape[0] // num_inputs, num_inputs, -1).movedim(1, 0)
        return values.reshape(num_inputs, -1)
    return values.movedim(1, 0) if len(shape) > 1 and shape[1] == num_inputs else None
