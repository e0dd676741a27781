"""A whole network: the main network's program and, where there is one, the hypernetwork that generates its tensors."""

from __future__ import annotations

from dataclasses import dataclass

from fanscope.layout.hypernetwork import HypernetLayout
from fanscope.layout.layers import LayerLayout
from fanscope.layout.nodes import Program, TableNode, layers_of, tensors_of, walk
from fanscope.layout.tensors import HeadLayout, Shape, TensorLayout


@dataclass(frozen=True, slots=True)
class NetworkLayout:
    """A main network and, where there is one, the hypernetwork that generates its tensors.

    Attributes:
        program: What a batch runs through.
        layers: The weighted layers, input side first: what is probed, predicted and drawn in figures.
        hypernet: Everything of the hypernetwork before its heads.
    """

    program: Program
    layers: tuple[LayerLayout, ...]
    hypernet: HypernetLayout | None

    @property
    def input(self) -> Shape:
        """Shape of one example."""
        return self.program[0].input

    @property
    def reads_tokens(self) -> bool:
        """Whether an example is a row of whole numbers that the first layer looks up."""
        first = self.program[0]
        return isinstance(first, TableNode) and first.layer.kind == "embedding"

    @property
    def output(self) -> Shape:
        """Shape of what the network says of one example."""
        return self.program[-1].output

    @property
    def heads(self) -> tuple[HeadLayout, ...]:
        """All heads, layer by layer, the weight's before the bias's."""
        both = ((layer.weight_head, layer.bias_head) for layer in self.layers)
        return tuple(head for pair in both for head in pair if head is not None)

    @property
    def generated(self) -> tuple[TensorLayout, ...]:
        """The main network's tensors that the hypernetwork generates."""
        return tuple(head.target for head in self.heads)

    @property
    def main(self) -> tuple[TensorLayout, ...]:
        """Every tensor of the main network, trained or generated, in forward order."""
        return tuple(tensor for node in walk(self.program) for tensor in tensors_of(node))

    @property
    def main_trainable(self) -> tuple[TensorLayout, ...]:
        """The main network's own trainable tensors (those not generated)."""
        generated = {tensor.name for tensor in self.generated}
        return tuple(tensor for tensor in self.main if tensor.name not in generated)

    @property
    def hypernet_trainable(self) -> tuple[TensorLayout, ...]:
        """The hypernetwork's trainable tensors: embeddings, trunk, heads."""
        if self.hypernet is None:
            return ()
        heads = (t for h in self.heads for t in (h.kernel, h.offset) if t is not None)
        trunk = (tensor for pair in self.hypernet.trunk for tensor in pair)
        return (*self.hypernet.embeddings, *trunk, *heads)

    @property
    def trainable(self) -> tuple[TensorLayout, ...]:
        """Every tensor that a scheme must initialise, in the order in which it is drawn."""
        return (*self.main_trainable, *self.hypernet_trainable)

    @property
    def num_trainable(self) -> int:
        """Number of trainable values."""
        return sum(tensor.size for tensor in self.trainable)

    @property
    def num_generated(self) -> int:
        """Number of generated values."""
        return sum(tensor.size for tensor in self.generated)


def collect_layers(program: Program) -> tuple[LayerLayout, ...]:
    """Return the weighted layers of a program, input side first."""
    return tuple(layer for node in walk(program) for layer in layers_of(node))
