"""The main network's forward pass, with everything that probes look at.

Shape suffixes: B examples, C channels, H W sides, T tokens, D features, N heads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from fanscope.layout import (
    ActivationNode,
    AttentionNode,
    ConvNode,
    DropoutNode,
    LayerLayout,
    LinearNode,
    Node,
    NormNode,
    PoolNode,
    Program,
    ReshapeNode,
    ResidualNode,
    TableNode,
)
from fanscope.networks.activations import apply_activation
from fanscope.networks.normalization import normalize


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What flowed through the main network for one batch, layer by layer.

    Attributes:
        preactivations: y = W x + b of each weighted layer, [batch, *layer.output], in the layout's order.
        activations: What follows each: phi(y), behind a norm phi(norm(y)); y itself where no activation follows.
        output: Of the whole network, [batch, classes].
    """

    preactivations: tuple[Tensor, ...]
    activations: tuple[Tensor, ...]
    output: Tensor

    @property
    def logits(self) -> Tensor:
        """Output of the network, [batch, classes]."""
        return self.output


def forward(
    program: Program,
    tensors: Mapping[str, Tensor],
    inputs: Tensor,
    *,
    generator: torch.Generator | None = None,
) -> Trace:
    """Run the main network over a batch.

    Args:
        program: The network.
        tensors: Every tensor of the main network by name, trained or generated.
        inputs: [batch, features] or [batch, *input]; for a network that begins with an embedding, tokens.
        generator: CPU generator that draws what dropout drops; None drops nothing, as in evaluation.
    """
    running = _Pass(tensors, generator)
    output = running.run(program, inputs.reshape(len(inputs), *program[0].input))
    activations = {**running.preactivations, **running.activations}
    return Trace(
        tuple(running.preactivations.values()),
        tuple(activations[name] for name in running.preactivations),
        output,
    )


class _Pass:
    """One forward pass under way."""

    def __init__(self, tensors: Mapping[str, Tensor], generator: torch.Generator | None) -> None:
        self.tensors = tensors
        self.generator = generator
        self.preactivations: dict[str, Tensor] = {}
        self.activations: dict[str, Tensor] = {}

    def run(self, program: Program, x: Tensor) -> Tensor:
        for node in program:
            x = self._step(node, x)
        return x

    def _step(self, node: Node, x: Tensor) -> Tensor:
        match node:
            case LinearNode(layer=layer):
                return self._linear(layer, x)
            case ConvNode():
                return self._convolve(node, x)
            case ActivationNode():
                return self._activate(node, x)
            case ResidualNode():
                return self._add(node, x)
            case AttentionNode():
                return self._attend(node, x)
            case NormNode():
                return normalize(node, self.tensors, x)
            case PoolNode():
                return pool(node, x)
            case _:
                return self._rearrange(node, x)

    def _rearrange(self, node: TableNode | ReshapeNode | DropoutNode, x: Tensor) -> Tensor:
        match node:
            case TableNode(layer=layer):
                table = self.tensors[layer.weight.name]
                is_lookup = layer.kind == "embedding"
                y = functional.embedding(x.long(), table) if is_lookup else x + table
                return self._keep(layer, y)
            case ReshapeNode(kind="flatten"):
                return x.flatten(1)
            case ReshapeNode():
                return x.flatten(2).transpose(1, 2)
            case DropoutNode(p=p):
                return x if self.generator is None else drop(x, p, self.generator)

    def _keep(self, layer: LayerLayout, y: Tensor) -> Tensor:
        self.preactivations[layer.name] = y
        return y

    def _bias(self, layer: LayerLayout) -> Tensor | None:
        return None if layer.bias is None else self.tensors[layer.bias.name]

    def _linear(self, layer: LayerLayout, x: Tensor) -> Tensor:
        weight = self.tensors[layer.weight.name]
        return self._keep(layer, functional.linear(x, weight, self._bias(layer)))

    def _convolve(self, node: ConvNode, x: Tensor) -> Tensor:
        y = functional.conv2d(
            x,
            self.tensors[node.layer.weight.name],
            self._bias(node.layer),
            stride=node.stride,
            padding=node.padding,
            dilation=node.dilation,
            groups=node.groups,
        )
        return self._keep(node.layer, y)

    def _activate(self, node: ActivationNode, x: Tensor) -> Tensor:
        y = apply_activation(node.activation, x, frequency=node.frequency)
        if node.of is not None:
            self.activations[node.of] = y
        return y

    def _add(self, node: ResidualNode, x: Tensor) -> Tensor:
        body = self.run(node.body, x)
        shortcut = self.run(node.shortcut, x)
        if node.learned is not None:
            return shortcut + self.tensors[node.learned.name] * body
        return shortcut + body if node.multiplier == 1.0 else shortcut + node.multiplier * body

    def _attend(self, node: AttentionNode, x: Tensor) -> Tensor:
        def split(y_BTD: Tensor) -> Tensor:
            return y_BTD.view(*y_BTD.shape[:2], node.heads, -1).transpose(1, 2)

        query, key, value = (
            split(self._linear(layer, x)) for layer in (node.query, node.key, node.value)
        )
        mixed_BNTD = functional.scaled_dot_product_attention(
            query, key, value, is_causal=node.causal
        )
        return self._linear(node.out, mixed_BNTD.transpose(1, 2).flatten(2))


def pool(node: PoolNode, x: Tensor) -> Tensor:
    """Return the largest or mean value of each window, or the mean over all places."""
    if node.kind == "global":
        return x.mean((2, 3)) if x.ndim == 4 else x.mean(1)
    if node.kind == "max":
        return functional.max_pool2d(x, node.kernel, node.stride, node.padding)
    return functional.avg_pool2d(x, node.kernel, node.stride, node.padding, count_include_pad=False)


def drop(x: Tensor, p: float, generator: torch.Generator) -> Tensor:
    """Return x with values dropped; drawn on the CPU, so that one seed gives the same on every device."""
    kept = torch.rand(x.shape, generator=generator) >= p
    return x * kept.to(x.device) / (1.0 - p)
