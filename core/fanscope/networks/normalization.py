"""Normalization on torch tensors, by the statistics of what is at hand: no running averages, no state."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

from fanscope.layout import NormNode

EPSILON = 1e-5
"""Added to a variance before its root (ioffe2015batch; torch's default)."""


def normalize(node: NormNode, tensors: Mapping[str, Tensor], x: Tensor) -> Tensor:
    """Return x normalized, times the norm's scale plus its shift where it has them."""
    scale = None if node.norm.scale is None else tensors[node.norm.scale.name]
    shift = None if node.norm.shift is None else tensors[node.norm.shift.name]
    if node.kind == "batchnorm":
        return functional.batch_norm(
            x, None, None, scale, shift, training=True, momentum=0.0, eps=EPSILON
        )
    if node.kind == "groupnorm":
        return functional.group_norm(x, node.groups, scale, shift, EPSILON)
    if x.ndim == 4:
        return _normalize_images(node, x, scale, shift)
    if node.kind == "rmsnorm":
        return functional.rms_norm(x, x.shape[-1:], scale, EPSILON)
    return functional.layer_norm(x, x.shape[-1:], scale, shift, EPSILON)


def _normalize_images(
    node: NormNode, x: Tensor, scale: Tensor | None, shift: Tensor | None
) -> Tensor:
    """Layer norm of an image is group norm with one group; RMS norm leaves the mean in."""
    if node.kind == "layernorm":
        return functional.group_norm(x, 1, scale, shift, EPSILON)
    normalized = x * torch.rsqrt(x.square().mean((1, 2, 3), keepdim=True) + EPSILON)
    return normalized if scale is None else normalized * scale[:, None, None]
