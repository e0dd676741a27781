"""The hypernetwork's forward pass: from codes to the main network's tensors.

A code of each main layer, or one for all, goes through the trunk and becomes features h, [d_k]; a head
turns them into a tensor, W = H h + beta, with kernel H [target size, d_k] and offset beta [target size].

Reference: chang2020principled, section 3; ha2017hypernetworks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from fanscope.layout import HeadLayout, HypernetLayout, NetworkLayout, TensorLayout
from fanscope.networks.activations import apply_activation


@dataclass(frozen=True, slots=True, eq=False)
class Context:
    """What a code depends on besides trained tensors.

    Attributes:
        task: Number of the active task, for a code that is the task's.
        noise: [code size], for a code that is noise.
    """

    task: int = 0
    noise: Tensor | None = None


ALWAYS = Context()
"""The context of a hypernetwork that is told nothing but its learned or given codes, or the first task."""


def compute_features(
    hypernet: HypernetLayout, tensors: Mapping[str, Tensor], context: Context = ALWAYS
) -> Tensor:
    """Return the last hidden features, [rows, d_k]; see :class:`~fanscope.layout.HypernetLayout`.

    Raises:
        ValueError: The code is noise and the context has none.
    """
    features = _codes(hypernet, tensors, context)
    if hypernet.chunks is not None:
        places = _stack(hypernet.chunks.embeddings, tensors)
        features = torch.cat([features[list(hypernet.chunk_codes)], places], dim=1)
    for weight, bias in hypernet.trunk:
        preactivation = functional.linear(features, tensors[weight.name], tensors[bias.name])
        features = apply_activation(hypernet.trunk_activation, preactivation)
    return features


def _codes(hypernet: HypernetLayout, tensors: Mapping[str, Tensor], context: Context) -> Tensor:
    """Return the codes, [layers, code size] or one for all, [1, code size]."""
    code, like = hypernet.code, next(iter(tensors.values()))
    match code.kind:
        case "learned":
            return _stack(code.embeddings, tensors)
        case "task":
            # The active task's alone: the others get no gradient, not one of zero, that Adam would still move them by.
            return tensors[code.embeddings[context.task].name][None]
        case "one_hot":
            return torch.eye(code.size, dtype=like.dtype, device=like.device)
        case "given":
            return torch.tensor([code.values], dtype=like.dtype, device=like.device)
        case "noise":
            if context.noise is None:
                raise ValueError("a hypernetwork that noise conditions needs a draw of it")
            return context.noise.to(like)[None]


def _stack(embeddings: tuple[TensorLayout, ...], tensors: Mapping[str, Tensor]) -> Tensor:
    return torch.stack([tensors[embedding.name] for embedding in embeddings])


def generate(
    layout: NetworkLayout, tensors: Mapping[str, Tensor], features: Tensor
) -> dict[str, Tensor]:
    """Return every generated tensor of the main network, by name, in its own shape.

    Args:
        layout: A network with a hypernetwork.
        tensors: The hypernetwork's own tensors, by name.
        features: What :func:`compute_features` returns for them, [rows, d_k].
    """
    is_chunked = layout.hypernet is not None and layout.hypernet.chunks is not None
    row_of_chunks = _make_chunks(layout.heads[0], tensors, features) if is_chunked else features
    return {
        head.target.name: _cut(head, row_of_chunks)
        if head.start is not None
        else _apply_head(head, tensors, features[head.row])
        for head in layout.all_heads
    }


def make_main(
    layout: NetworkLayout, tensors: Mapping[str, Tensor], context: Context = ALWAYS
) -> dict[str, Tensor]:
    """Return every tensor of the main network by name: its own ones, and those generated in ``context``.

    Args:
        layout: The network, with a hypernetwork or without.
        tensors: Every trainable tensor, by name.
        context: What the hypernetwork is told: which task to make the main network for, for example.
    """
    own = {tensor.name: tensors[tensor.name] for tensor in layout.main_trainable}
    if layout.hypernet is None:
        return own
    return own | generate(layout, tensors, compute_features(layout.hypernet, tensors, context))


def _make_chunks(head: HeadLayout, tensors: Mapping[str, Tensor], features: Tensor) -> Tensor:
    """Return all pieces in a row, [chunks * chunk size]; every chunked head shares kernel and offset."""
    offset = None if head.offset is None else tensors[head.offset.name]
    return functional.linear(features, tensors[head.kernel.name], offset).flatten()


def _cut(head: HeadLayout, row_of_chunks: Tensor) -> Tensor:
    start = head.start or 0
    return row_of_chunks[start : start + head.target.size].view(head.target.shape)


def _apply_head(head: HeadLayout, tensors: Mapping[str, Tensor], features: Tensor) -> Tensor:
    flat = _apply_linear(head, tensors, features)
    if head.right is not None:
        right = _apply_linear(head.right, tensors, features).view(head.right.target.shape)
        flat = flat.view(-1, len(right)) @ right
    generated = flat.view(head.target.shape)
    return generated if head.base is None else tensors[head.base.name] + generated


def _apply_linear(head: HeadLayout, tensors: Mapping[str, Tensor], features: Tensor) -> Tensor:
    kernel = tensors[head.kernel.name]
    if head.offset is None:
        return torch.mv(kernel, features)
    return torch.addmv(tensors[head.offset.name], kernel, features)
