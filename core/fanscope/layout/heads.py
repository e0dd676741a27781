"""The heads of a hypernetwork: one for each generated tensor, of the kind that the user chose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import prod

from fanscope.errors import SpecError
from fanscope.layout.chunks import ChunksLayout
from fanscope.layout.nodes import NormNode, Program, ResidualNode, layers_of, tensors_of, walk
from fanscope.layout.tensors import HeadLayout, Role, TensorLayout
from fanscope.spec import Heads, LowRankHeads, PerTensorHeads


def lay_out_head(
    heads: Heads, target: TensorLayout, *, features: int, row: int, chunks: ChunksLayout | None
) -> HeadLayout:
    """Return the head of one weight or bias.

    Raises:
        SpecError: A rank is above the fan.
    """
    if chunks is not None:
        return _lay_out_slice(target, features, chunks, has_offset=heads.bias)
    plain = _lay_out_linear(target, target.name, features, row, has_offset=heads.bias)
    match heads:
        case LowRankHeads() if target.role != "bias":
            return _lay_out_low_rank(heads, target, features, row)
        case PerTensorHeads(base=True):
            return replace(plain, base=replace(target, name=f"base.{target.name}"))
        case _:
            return plain


def lay_out_start_heads(
    program: Program, *, features: int, rows: tuple[int, ...]
) -> Iterator[HeadLayout]:
    """Yield the heads of norms' scales and shifts and of learned multipliers.

    Each reads the row of the weighted layer before it (the first one's, if there is none). H starts at zero
    and beta where the target is to start, whatever the scheme; so beta is there even where ``heads.bias`` is not.

    Reference: chang2020principled, section 5.
    """
    passed = 0
    for node in walk(program):
        passed += len(layers_of(node))
        if isinstance(node, NormNode | ResidualNode):
            row = rows[max(0, passed - 1)]
            for target in tensors_of(node):
                yield _lay_out_still(target, target.name, features, row, start=target.start)


def _lay_out_slice(
    target: TensorLayout, features: int, chunks: ChunksLayout, *, has_offset: bool
) -> HeadLayout:
    """Return the part of the one head of all chunks that ``target`` is cut from."""
    chunk = TensorLayout("chunks", (chunks.size,), 1, 1, "weight")
    whole = _lay_out_linear(chunk, chunk.name, features, 0, has_offset=has_offset)
    return replace(whole, target=target, start=chunks.starts[target.name])


def _lay_out_low_rank(
    heads: LowRankHeads, target: TensorLayout, features: int, row: int
) -> HeadLayout:
    """Return heads for A [out, rank] and B [rank, fan-in]; B starts at zero where there is a W_0 to add to.

    Reference: hu2022lora, section 4.1.
    """
    name, rank, rows = target.name, heads.rank, target.shape[0]
    columns = prod(target.shape[1:])
    if rank > min(rows, columns):
        raise SpecError.at(
            "network.heads.rank",
            rank,
            f"{name} is a {rows}x{columns} matrix, whose rank is at most {min(rows, columns)}; use that or less",
        )
    factor = TensorLayout(f"{name}.right", (rank, columns), columns, rank, "weight")
    left = TensorLayout(f"{name}.left", (rows, rank), rank, rows, "weight")
    if heads.base:
        right = _lay_out_still(factor, factor.name, features, row, start=0.0)
    else:
        right = _lay_out_linear(factor, factor.name, features, row, has_offset=heads.bias)
    return replace(
        _lay_out_linear(left, left.name, features, row, has_offset=heads.bias),
        target=target,
        right=right,
        base=replace(target, name=f"base.{name}") if heads.base else None,
    )


def _lay_out_linear(
    target: TensorLayout,
    name: str,
    features: int,
    row: int,
    *,
    has_offset: bool,
    roles: tuple[Role, Role] = ("kernel", "offset"),
) -> HeadLayout:
    size, (kernel, offset) = target.size, roles
    return HeadLayout(
        target=target,
        features=features,
        kernel=TensorLayout(f"head.{name}.kernel", (size, features), features, size, kernel),
        offset=TensorLayout(f"head.{name}.offset", (size,), features, size, offset)
        if has_offset
        else None,
        row=row,
    )


def _lay_out_still(
    target: TensorLayout, name: str, features: int, row: int, *, start: float
) -> HeadLayout:
    """Return a head whose target is ``start`` until training moves it."""
    head = _lay_out_linear(
        target, name, features, row, has_offset=True, roles=("zero_kernel", "start_offset")
    )
    return replace(head, offset=None if head.offset is None else replace(head.offset, start=start))
