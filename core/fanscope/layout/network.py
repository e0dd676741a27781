"""A whole network: the main network's program and, where there is one, the hypernetwork that generates its tensors."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from fanscope.layout.hypernetwork import HypernetLayout
from fanscope.layout.layers import LayerLayout
from fanscope.layout.nodes import Program, TableNode, tensors_of, walk
from fanscope.layout.tensors import HeadLayout, Shape, TensorLayout


@dataclass(frozen=True)
class NetworkLayout:
    """A main network and, where there is one, the hypernetwork that generates its tensors.

    Lists of tensors are put together once: schemes, estimates and theory ask for them again and again.

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
        """The heads of weights and biases, layer by layer, the weight's before the bias's."""
        return () if self.hypernet is None else self.hypernet.heads

    @cached_property
    def all_heads(self) -> tuple[HeadLayout, ...]:
        """The same, and behind them those of norms and learned multipliers."""
        return self.heads if self.hypernet is None else (*self.heads, *self.hypernet.start_heads)

    @property
    def generated(self) -> tuple[TensorLayout, ...]:
        """The main network's tensors that the hypernetwork generates."""
        return tuple(head.target for head in self.all_heads)

    @property
    def num_draws(self) -> int:
        """Number of main networks that one step's loss is the mean over; 1 unless noise conditions them."""
        return 1 if self.hypernet is None else self.hypernet.code.draws

    @property
    def num_chunks(self) -> int:
        """Number of pieces in which a chunked hypernetwork generates; 0 for every other network."""
        chunks = None if self.hypernet is None else self.hypernet.chunks
        return 0 if chunks is None else len(chunks.embeddings)

    @cached_property
    def main(self) -> tuple[TensorLayout, ...]:
        """Every tensor of the main network, trained or generated, in forward order."""
        return tuple(tensor for node in walk(self.program) for tensor in tensors_of(node))

    @cached_property
    def main_trainable(self) -> tuple[TensorLayout, ...]:
        """The main network's own trainable tensors (those not generated)."""
        generated = {tensor.name for tensor in self.generated}
        return tuple(tensor for tensor in self.main if tensor.name not in generated)

    @property
    def hypernet_trainable(self) -> tuple[TensorLayout, ...]:
        """The hypernetwork's trainable tensors: codes, trunk, heads."""
        return () if self.hypernet is None else self.hypernet.trainable

    @cached_property
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
