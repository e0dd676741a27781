"""The numbers that stand fixed at step 0 in every draw: norms' scales and shifts, blocks' learned factors.

A tensor that is generated is fixed where its head's kernel is zero: it is then what the head adds.
"""

from __future__ import annotations

from collections.abc import Mapping

from fanscope.distribution import Assignment, Distribution
from fanscope.layout import HeadLayout, NetworkLayout, TensorLayout

HeadsByTarget = Mapping[str, HeadLayout]


def heads_by_target(layout: NetworkLayout) -> HeadsByTarget:
    """Return the heads that generate whole tensors, by the name of the tensor."""
    return {head.target.name: head for head in layout.all_heads if head.start is None}


def fixed_start(tensor: TensorLayout, heads: HeadsByTarget, assignment: Assignment) -> float | None:
    """Return what all entries of a tensor are at step 0; None where they vary, or nobody knows."""
    drawn = assignment.get(tensor.name)
    if drawn is not None:
        return drawn.mean if drawn.variance == 0 else None
    head = heads.get(tensor.name)
    if head is None or not _adds_nothing(head, assignment):
        return None
    offset = None if head.right is not None else head.offset
    added = [_fixed(assignment[t.name]) for t in (head.base, offset) if t is not None]
    known = [value for value in added if value is not None]
    return sum(known) if len(known) == len(added) else None


def _adds_nothing(head: HeadLayout, assignment: Assignment) -> bool:
    """Whether the part of a head that depends on its features is zero."""
    if head.right is not None:
        return all(assignment[tensor.name].second_moment == 0 for tensor in head.right.tensors)
    return assignment[head.kernel.name].second_moment == 0


def _fixed(distribution: Distribution) -> float | None:
    return distribution.mean if distribution.variance == 0 else None
