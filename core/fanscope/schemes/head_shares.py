"""How heads of each kind start, so that what they generate has the variance that a scheme asks for.

Notation:
    d_k, V     number of the head's features h and their second moment E[h_k^2]
    H          kernel of a head: a generated value is the sum of d_k products, variance d_k V Var(H)
    theta_0    the base, where a head adds to one
    A, B       left and right factor of a low-rank head, target A B of rank r
"""

from __future__ import annotations

from collections.abc import Mapping

from fanscope.distribution import Assignment, uniform
from fanscope.layout import HeadLayout, HypernetLayout
from fanscope.schemes.chunked_hyperfan import assign_chunks
from fanscope.schemes.features import feature_second_moment


def share_among_heads(hypernet: HypernetLayout, targets: Mapping[str, float]) -> Assignment:
    """Return the distributions that give each generated weight and bias the variance it should have.

    Args:
        hypernet: The hypernetwork; where it is chunked, its trunk can tell the chunks apart.
        targets: Variance of each generated weight and bias, by the tensor's name.
    """
    if hypernet.chunks is not None:
        return assign_chunks(hypernet, targets)
    squared_norm = hypernet.features * feature_second_moment(hypernet)
    shares = (share_out(head, targets[head.target.name], squared_norm) for head in hypernet.heads)
    return {name: drawn for share in shares for name, drawn in share.items()}


def share_out(head: HeadLayout, target: float, squared_norm: float) -> Assignment:
    """Return distributions of a head's kernels and base that together give ``target``, the generated variance.

    Without a base the kernel makes all of it: Var(H) = target / (d_k V). With one, each makes half. A low-rank
    head has B = 0 beside a base, which then makes all of it alone; A has the variance 1 / r of a layer that
    reads r numbers. Without a base B makes up for the rest: Var(A B) = r Var(A) Var(B) = Var(B), given |h|^2 at
    its mean; both factors grow with |h|, their product with its square.

    Args:
        head: Not a chunked one.
        target: The variance that what it generates should have.
        squared_norm: E[|h|^2] = d_k V of its features.

    Reference: chang2020principled, Table 1; ortiz2024magnitude, section 4; hu2022lora, section 4.1.
    """
    if head.right is None:
        return _share_with_base(head, target, squared_norm)
    rank = head.right.target.shape[0]
    left = {head.kernel.name: uniform(1.0 / (rank * squared_norm))}
    if head.base is not None:
        return {**left, head.base.name: uniform(target)}
    return {**left, head.right.kernel.name: uniform(target / squared_norm)}


def _share_with_base(head: HeadLayout, target: float, squared_norm: float) -> Assignment:
    if head.base is None:
        return {head.kernel.name: uniform(target / squared_norm)}
    return {
        head.base.name: uniform(target / 2.0),
        head.kernel.name: uniform(target / (2.0 * squared_norm)),
    }
