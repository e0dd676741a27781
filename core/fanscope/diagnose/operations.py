"""The weighted operations of torch: which functions multiply by a weight, and where their arguments stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Any, Literal

from torch import Tensor

Kind = Literal["linear", "conv", "table", "recurrent"]
Args = Sequence[Any]
Kwargs = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One call of a function that multiplies by a weight: ``y = W x + b``.

    Attributes:
        kind: How W meets x. A ``table`` looks up rows.
        x: What it reads.
        weight: W.
        bias: b, None without one.
        fan_in: Terms in the sum that makes one output, 1 for a table.
        fan_out: Outputs that one input reaches.
        rows: From a weight to one row a unit, ``[units, terms]``.
        run: The call with another weight and bias in their places.
        part: Of a weight that is put together, the tensor by which it is known.
    """

    kind: Kind
    x: Tensor
    weight: Tensor
    bias: Tensor | None
    fan_in: int
    fan_out: int
    rows: Callable[[Tensor], Tensor]
    run: Callable[[Tensor, Tensor | None], Tensor]
    part: Tensor | None = None

    @property
    def source(self) -> Tensor:
        """The tensor by which the weight is known."""
        return self.weight if self.part is None else self.part


def read_operation(
    func: Callable[..., Any], name: str, args: Args, kwargs: Kwargs
) -> Operation | None:
    """Return the operation that a call makes; None where nothing is multiplied by a weight.

    For products of two tensors (``x @ W``) it is the caller who knows which of them is a weight:
    the right one is taken.
    """
    if name == "linear":
        return _call(func, args, kwargs, "linear", ("input", "weight", "bias"), _linear_fans)
    if name in ("conv1d", "conv2d", "conv3d"):
        return _call(func, args, kwargs, "conv", ("input", "weight", "bias"), _conv_fans)
    if name in ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"):
        return _call(func, args, kwargs, "conv", ("input", "weight", "bias"), _transposed_fans)
    if name in ("embedding", "embedding_bag"):
        return _call(func, args, kwargs, "table", ("input", "weight", ""), _table_fans)
    if name in PRODUCTS:
        return _call(func, args, kwargs, "linear", ("input", "mat2|other", ""), _product_fans)
    if name == "addmm":
        places = ("mat1", "mat2", "input")
        return _call(func, args, kwargs, "linear", places, _product_fans, order=(1, 2, 0))
    return None


PRODUCTS = frozenset({"matmul", "__matmul__", "mm"})
"""Functions of which the right operand may be a weight, shape [inputs, outputs]."""

Fans = tuple[int, int, Callable[[Tensor], Tensor]]
"""Fan-in, fan-out, and how a weight becomes one row a unit."""


def _call(
    func: Callable[..., Any],
    args: Args,
    kwargs: Kwargs,
    kind: Kind,
    names: tuple[str, str, str],
    fans: Callable[[Tensor, Args, Kwargs], Fans],
    *,
    order: tuple[int, int, int] = (0, 1, 2),
) -> Operation | None:
    x, weight = (_argument(args, kwargs, order[i], names[i]) for i in (0, 1))
    bias = _argument(args, kwargs, order[2], names[2]) if names[2] else None
    if not isinstance(x, Tensor) or not _is_matrix(weight):
        return None
    fan_in, fan_out, rows = fans(weight, args, kwargs)

    def run(new_weight: Tensor, new_bias: Tensor | None) -> Tensor:
        changed, named = list(args), dict(kwargs)
        _put(changed, named, order[1], names[1], new_weight)
        if bias is not None:
            _put(changed, named, order[2], names[2], new_bias)
        made: Tensor = func(*changed, **named)
        return made

    return Operation(kind, x, weight, bias, fan_in, fan_out, rows, run)


def _is_matrix(weight: Any) -> bool:
    return isinstance(weight, Tensor) and weight.ndim >= 2 and weight.is_floating_point()


def _argument(args: Args, kwargs: Kwargs, index: int, names: str) -> Any:
    if index < len(args):
        return args[index]
    return next((kwargs[name] for name in names.split("|") if name in kwargs), None)


def _put(args: list[Any], kwargs: dict[str, Any], index: int, names: str, value: Any) -> None:
    if index < len(args):
        args[index] = value
    else:
        kwargs[next(name for name in names.split("|") if name in kwargs)] = value


def _flat(weight: Tensor) -> Tensor:
    return weight.flatten(1)


def _linear_fans(weight: Tensor, *_: Any) -> Fans:
    return weight.shape[1], weight.shape[0], _flat


def _conv_fans(weight: Tensor, args: Args, kwargs: Kwargs) -> Fans:
    groups = _argument(args, kwargs, 6, "groups") or 1
    return prod(weight.shape[1:]), weight.shape[0] // groups * prod(weight.shape[2:]), _flat


def _transposed_fans(weight: Tensor, args: Args, kwargs: Kwargs) -> Fans:
    """A transposed convolution spreads its kernel over ``stride`` places in each direction."""
    groups = _argument(args, kwargs, 6, "groups") or 1
    stride = _argument(args, kwargs, 3, "stride") or 1
    steps = stride if isinstance(stride, Sequence) else (stride,) * (weight.ndim - 2)
    if len(steps) == 1:
        steps = tuple(steps) * (weight.ndim - 2)
    area = prod(weight.shape[2:])
    fan_in = weight.shape[0] // groups * area / prod(steps)
    return max(1, round(fan_in)), weight.shape[1] * area, lambda w: w.transpose(0, 1).flatten(1)


def _table_fans(weight: Tensor, *_: Any) -> Fans:
    return 1, weight.shape[1], _flat


def _product_fans(weight: Tensor, *_: Any) -> Fans:
    return weight.shape[-2], weight.shape[-1], lambda w: w.movedim(-1, 0).flatten(1)
