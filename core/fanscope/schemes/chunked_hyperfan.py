"""Hyperfan where one head makes all chunks: the chunk embeddings' variances tell large weights from small ones.

Notation:
    v_i          variance that chunk i should have: the mean of its tensors' targets, weighted by their sizes
    n_e, n_c     numbers of a code and of a chunk embedding, side by side in front of the trunk
    e, c_i       a code and the embedding of chunk i
    q_i          second moment in front of the trunk for chunk i: (n_e E[e^2] + n_c Var(c_i)) / (n_e + n_c)
    V(q)         second moment of the features behind the trunk; V(q) = q without a trunk and through ReLU layers
    s            variance of a chunk over V: the head has Var(H) = s / d_k

Chunk i gets v_i = s V(q_i), hence Var(c_i) = ((n_e + n_c) q_i - n_e E[e^2]) / n_c. hypnettorch computes the
same for s = 1 and V(q) = q, whatever the trunk, draws the head as if a ReLU followed it and so gives about
twice the target, and clips Var(c_i) at zero where E[e^2] is too large. Here neither is needed: learned codes
are made as small as the smallest q_i; for all others, which cannot be, s is chosen so that no q_i is below
E[e^2].

Reference: hypnettorch2021 (``ChunkedHMLP.apply_chunked_hyperfan_init``); chang2020principled, Table 1.
"""

from __future__ import annotations

from collections.abc import Mapping

from fanscope.distribution import Assignment, uniform
from fanscope.layout import ChunksLayout, HeadLayout, HypernetLayout
from fanscope.schemes.features import after_trunk

_BISECTIONS = 200
_LARGEST_MOMENT = 1e12
_BOUNDED = 1e-9
"""A trunk that ends in tanh gives at most 1; nearer to that no second moment is looked for."""


def assign_chunks(hypernet: HypernetLayout, targets: Mapping[str, float]) -> Assignment:
    """Return the distributions of codes, chunk embeddings and the one head's kernel.

    Args:
        hypernet: A hypernetwork with chunked heads, whose trunk can tell the chunks apart.
        targets: Variance of each generated weight and bias, by name.
    """
    chunks = hypernet.chunks
    if chunks is None:
        return {}
    scale, wanted = _divide_by_scale(hypernet, chunks, targets)
    moments = [_before_trunk(hypernet, moment) for moment in wanted]
    code = hypernet.code_second_moment
    if hypernet.embeddings:
        code = min((moment for moment in moments if moment > 0), default=1.0)
    kernel = hypernet.heads[0].kernel.name
    return {
        **{tensor.name: uniform(code) for tensor in hypernet.embeddings},
        **{
            tensor.name: uniform(_own_variance(moment, code, hypernet.code.size, tensor.size))
            for tensor, moment in zip(chunks.embeddings, moments, strict=True)
        },
        kernel: uniform(scale / hypernet.features),
    }


def cannot_tell_apart(hypernet: HypernetLayout, targets: Mapping[str, float]) -> str | None:
    """Return why the chunks cannot have their variances, with the way out; None where they can, or there are none."""
    if hypernet.chunks is None or not _is_bounded(hypernet):
        return None
    largest = max(_divide_by_scale(hypernet, hypernet.chunks, targets)[1])
    if largest < after_trunk(hypernet, _LARGEST_MOMENT) - _BOUNDED:
        return None
    others = "larger chunks" if hypernet.embeddings else "larger chunks or learned codes"
    return (
        "the features behind a tanh trunk have a second moment below 1, and the chunks' variances ask for one of "
        f"{largest:.3g}; use network.trunk.activation: relu, {others}"
    )


def _divide_by_scale(
    hypernet: HypernetLayout, chunks: ChunksLayout, targets: Mapping[str, float]
) -> tuple[float, list[float]]:
    """Return s, and V(q_i) = v_i / s of each chunk."""
    wanted = mean_targets(hypernet.heads, chunks, targets)
    if hypernet.embeddings:
        return 1.0, wanted
    least = min((target for target in wanted if target > 0), default=1.0)
    scale = least / after_trunk(hypernet, hypernet.code_second_moment)
    return scale, [target / scale for target in wanted]


def mean_targets(
    heads: tuple[HeadLayout, ...], chunks: ChunksLayout, targets: Mapping[str, float]
) -> list[float]:
    """Return v_i of each chunk; what the last one has beyond the end does not count."""
    sums, counts = [0.0] * len(chunks.embeddings), [0] * len(chunks.embeddings)
    for head in heads:
        start = head.start or 0
        end = start + head.target.size
        for index in range(start // chunks.size, -(-end // chunks.size)):
            inside = min(end, (index + 1) * chunks.size) - max(start, index * chunks.size)
            sums[index] += inside * targets[head.target.name]
            counts[index] += inside
    return [total / count for total, count in zip(sums, counts, strict=True)]


def _own_variance(moment: float, code: float, n_e: int, n_c: int) -> float:
    """Return Var(c_i); 0 where a chunk should be all zeros, which the code alone prevents."""
    return max(0.0, ((n_e + n_c) * moment - n_e * code) / n_c)


def _is_bounded(hypernet: HypernetLayout) -> bool:
    return bool(hypernet.trunk) and hypernet.trunk_activation == "tanh"


def _before_trunk(hypernet: HypernetLayout, wanted: float) -> float:
    """Return the q with V(q) = ``wanted``, by bisection."""
    if not _is_bounded(hypernet):
        return wanted
    low, high = 0.0, _LARGEST_MOMENT
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        low, high = (middle, high) if after_trunk(hypernet, middle) < wanted else (low, middle)
    return high
