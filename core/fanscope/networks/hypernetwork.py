"""The hypernetwork's forward pass: from embeddings to the main network's tensors.

For main layer i: features h_i = trunk(embedding_i), [d_k]; a head turns them into a tensor,
W = H h_i + beta, with kernel H [target size, d_k] and offset beta [target size].

Reference: chang2020principled, section 3; ha2017hypernetworks.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor
from torch.nn import functional

from fanscope.layout import HeadLayout, HypernetLayout, NetworkLayout
from fanscope.networks.activations import apply_activation


def compute_features(hypernet: HypernetLayout, tensors: Mapping[str, Tensor]) -> Tensor:
    """Return the last hidden features of every main layer, [main layers, d_k]."""
    features = torch.stack([tensors[embedding.name] for embedding in hypernet.embeddings])
    for weight, bias in hypernet.trunk:
        preactivation = functional.linear(features, tensors[weight.name], tensors[bias.name])
        features = apply_activation(hypernet.trunk_activation, preactivation)
    return features


def generate(
    layout: NetworkLayout, tensors: Mapping[str, Tensor], features: Tensor
) -> dict[str, Tensor]:
    """Return every generated tensor of the main network, by name, in its own shape.

    Args:
        layout: A network with a hypernetwork.
        tensors: The hypernetwork's own tensors, by name.
        features: What :func:`compute_features` returns for them, [main layers, d_k].
    """
    return {
        head.target.name: _apply_head(head, tensors, features[index])
        for index, layer in enumerate(layout.layers)
        for head in (layer.weight_head, layer.bias_head)
        if head is not None
    }


def _apply_head(head: HeadLayout, tensors: Mapping[str, Tensor], features: Tensor) -> Tensor:
    kernel = tensors[head.kernel.name]
    if head.offset is None:
        flat = torch.mv(kernel, features)
    else:
        flat = torch.addmv(tensors[head.offset.name], kernel, features)
    return flat.view(head.target.shape)
