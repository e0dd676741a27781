"""The hypernetwork around a main network: what conditions it, its trunk, and a head for each generated tensor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from fanscope.errors import SpecError
from fanscope.layout.chunks import ChunksLayout, lay_out_chunks
from fanscope.layout.codes import CodeLayout, lay_out_code
from fanscope.layout.heads import lay_out_head, lay_out_start_heads
from fanscope.layout.layers import LayerLayout
from fanscope.layout.nodes import Program, collect_layers
from fanscope.layout.tensors import HeadLayout, Role, TensorLayout
from fanscope.spec import ChunkedHeads, HypernetworkSpec


@dataclass(frozen=True, slots=True)
class HypernetLayout:
    """A hypernetwork.

    Its features are a matrix [rows, d_k]. A row belongs to a main layer where each has a code of its own,
    to a chunk where heads are chunked, else to the whole network.

    Attributes:
        code: What conditions it.
        trunk_activation: Of the trunk's layers.
        trunk: Weight and bias of each hidden layer, one trunk for all rows.
        features: d_k.
        heads: Of weights and biases, layer by layer.
        start_heads: Of what starts at a value of its own: norms' scales and shifts, learned multipliers.
        chunks: Where heads are chunked, the pieces.
    """

    code: CodeLayout
    trunk_activation: Literal["relu", "tanh"]
    trunk: tuple[tuple[TensorLayout, TensorLayout], ...]
    features: int
    heads: tuple[HeadLayout, ...]
    start_heads: tuple[HeadLayout, ...]
    chunks: ChunksLayout | None

    @property
    def embedding_size(self) -> int:
        """Numbers of one code, learned or not."""
        return self.code.size

    @property
    def embeddings(self) -> tuple[TensorLayout, ...]:
        """The learned codes: one a layer, one a task, or none."""
        return self.code.embeddings

    @property
    def code_second_moment(self) -> float:
        """E[h_k^2] of the code under the initialization that all schemes share."""
        return self.code.second_moment

    @property
    def chunk_codes(self) -> tuple[int, ...]:
        """Which code each chunk is told: that of the layer it begins in, where layers have their own."""
        if self.chunks is None:
            return ()
        number = {layer: index for index, layer in enumerate(sorted(set(self.chunks.layers)))}
        return tuple(number[i] if self.code.is_per_layer else 0 for i in self.chunks.layers)

    @property
    def is_rank_one(self) -> bool:
        """Whether a step's gradient of each kernel is of rank one: one row of features, one tensor."""
        return (
            self.chunks is None
            and self.code.kind != "noise"
            and all(head.is_plain for head in self.heads)
        )

    @property
    def before_heads(self) -> tuple[TensorLayout, ...]:
        """What is trained in front of the heads: codes, chunk embeddings, trunk."""
        chunks = () if self.chunks is None else self.chunks.embeddings
        return (*self.embeddings, *chunks, *(tensor for pair in self.trunk for tensor in pair))

    @property
    def trainable(self) -> tuple[TensorLayout, ...]:
        """Everything that is trained, each tensor once."""
        heads = (tensor for head in (*self.heads, *self.start_heads) for tensor in head.tensors)
        return tuple({tensor.name: tensor for tensor in (*self.before_heads, *heads)}.values())

    @property
    def probed(self) -> dict[str, tuple[TensorLayout, ...]]:
        """What is measured of the hypernetwork itself, by the name of the probe.

        Codes, trunk weights, theta_0 of weights and head kernels, each by itself; chunk embeddings all together.
        """
        chunks = () if self.chunks is None else self.chunks.embeddings
        named = {
            tensor.name.removesuffix(_SUFFIXES[tensor.role]): (tensor,)
            for tensor in self.trainable
            if tensor.role in _SUFFIXES
        }
        return {**named, **({"embedding.chunks": chunks} if chunks else {})}


_SUFFIXES: dict[Role, str] = {
    "embedding": "",
    "trunk_weight": ".weight",
    "weight": ".weight",
    "table": ".weight",
    "kernel": ".kernel",
    "zero_kernel": ".kernel",
}
"""Of the tensors that are measured, which a probe's name is without."""


def lay_out_hypernet(network: HypernetworkSpec, program: Program) -> HypernetLayout:
    """Return a hypernetwork over the network of ``program``, whose layers have no heads yet.

    Raises:
        SpecError: There is nothing to generate, chunks are too large or too many, or a rank is above a fan.
    """
    layers = collect_layers(program)
    if not layers:
        raise SpecError.at("network.main", "", "has no weights to generate; add a linear layer")
    targets = _targets(network, layers)
    chunks = (
        lay_out_chunks(network.heads, targets) if isinstance(network.heads, ChunkedHeads) else None
    )
    with_codes = range(len(layers)) if chunks is None else sorted(set(chunks.layers))
    code = lay_out_code(network.conditioning, tuple(layers[i].name for i in with_codes))
    widths = (
        code.size + (0 if chunks is None else chunks.embedding_size),
        *network.trunk.widths,
    )
    rows = _rows(len(layers), code, chunks)
    return HypernetLayout(
        code=code,
        trunk_activation=network.trunk.activation,
        trunk=_lay_out_trunk(widths),
        features=widths[-1],
        heads=tuple(
            lay_out_head(network.heads, tensor, features=widths[-1], row=row, chunks=chunks)
            for tensors, row in zip(targets, rows, strict=True)
            for tensor in tensors
        ),
        start_heads=tuple(lay_out_start_heads(program, features=widths[-1], rows=rows))
        if network.generates == "all"
        else (),
        chunks=chunks,
    )


def _targets(
    network: HypernetworkSpec, layers: Sequence[LayerLayout]
) -> tuple[tuple[TensorLayout, ...], ...]:
    has_biases = network.generates != "weights"
    return tuple(
        (layer.weight, layer.bias) if has_biases and layer.bias is not None else (layer.weight,)
        for layer in layers
    )


def _rows(num_layers: int, code: CodeLayout, chunks: ChunksLayout | None) -> tuple[int, ...]:
    """Return the row of features that each layer reads; with chunks, of the piece its weight begins in."""
    if chunks is not None:
        return chunks.rows
    return tuple(range(num_layers)) if code.is_per_layer else (0,) * num_layers


def _lay_out_trunk(widths: Sequence[int]) -> tuple[tuple[TensorLayout, TensorLayout], ...]:
    return tuple(
        (
            TensorLayout(
                f"trunk.{index}.weight", (fan_out, fan_in), fan_in, fan_out, "trunk_weight"
            ),
            TensorLayout(f"trunk.{index}.bias", (fan_out,), fan_in, fan_out, "trunk_bias"),
        )
        for index, (fan_in, fan_out) in enumerate(pairwise(widths))
    )
