"""The main network of a run that makes no update: its heads are drawn, applied, measured and forgotten.

A head's kernel has d_k values for each value that it generates, and where nothing is trained each is read once. In
pieces of a megabyte they never leave the cache; memory for all of them would cost more than to draw them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from fanscope.distribution import Assignment
from fanscope.layout import HeadLayout, HypernetLayout, NetworkLayout, TensorLayout
from fanscope.networks.hypernetwork import Context, compute_features
from fanscope.networks.sampling import sample_pieces, sample_tensor
from fanscope.probes import Pending, Pieces


def passes_once(layout: NetworkLayout, *, num_updates: int) -> bool:
    """Return whether a run needs each kernel once: it makes no update, and each layer has its own learned code."""
    hypernet = layout.hypernet
    if hypernet is None or num_updates > 0:
        return False
    return hypernet.is_rank_one and hypernet.code.kind == "learned"


class OnePass:
    """The tensors of a run that makes no update: those that ``sample_network`` would draw, without the kernels."""

    def __init__(
        self,
        layout: NetworkLayout,
        assignment: Assignment,
        *,
        generator: torch.Generator,
        measure: bool,
    ) -> None:
        """Draw everything, on the CPU; :func:`passes_once` must hold.

        Args:
            layout: The network.
            assignment: Distribution of each trainable tensor, by name.
            generator: CPU generator of the draws.
            measure: Whether the kernels are measured.
        """
        self._assignment = assignment
        self._generator = generator
        self._measure = measure
        self._trainable: dict[str, Tensor] = {}
        self._measured: dict[str, Pending] = {}
        self._draw(layout.main_trainable)
        generated = {} if layout.hypernet is None else self._generate_all(layout.hypernet)
        own = {tensor.name: self._trainable[tensor.name] for tensor in layout.main_trainable}
        self._main = {name: tensor.requires_grad_() for name, tensor in (own | generated).items()}

    @property
    def trainable(self) -> Mapping[str, Tensor]:
        """Every trainable tensor by name but the heads' kernels."""
        return self._trainable

    @property
    def measured(self) -> Mapping[str, Pending]:
        """What was measured of the kernels, by name."""
        return self._measured

    @property
    def main(self) -> Mapping[str, Tensor]:
        """Every tensor of the main network by name."""
        return self._main

    @property
    def draws(self) -> Sequence[Mapping[str, Tensor]]:
        """The main network, alone."""
        return (self._main,)

    def condition(self, contexts: Sequence[Context]) -> None:
        """Hear what makes no difference: each layer has its own learned code."""

    def update(self, gradients: Sequence[Mapping[str, Tensor]]) -> None:
        """Refuse: the kernels are gone."""
        raise RuntimeError(
            f"begun for no update, but given the gradients of {len(gradients)} draws"
        )

    def _draw(self, tensors: Sequence[TensorLayout]) -> None:
        for tensor in tensors:
            self._trainable[tensor.name] = sample_tensor(
                self._assignment[tensor.name], tensor.shape, generator=self._generator
            )

    def _generate_all(self, hypernet: HypernetLayout) -> dict[str, Tensor]:
        self._draw(hypernet.before_heads)
        features = compute_features(hypernet, self._trainable)
        heads = (*hypernet.heads, *hypernet.start_heads)
        return {head.target.name: self._generate(head, features) for head in heads}

    def _generate(self, head: HeadLayout, features: Tensor) -> Tensor:
        """Return theta_0 + H h + beta, drawn in the order of ``head.tensors``."""
        self._draw([head.base] if head.base is not None else [])
        flat = self._apply_kernel(head.kernel, features[head.row])
        if head.offset is not None:
            self._draw([head.offset])
            flat += self._trainable[head.offset.name]
        generated = flat.view(head.target.shape)
        return generated if head.base is None else self._trainable[head.base.name] + generated

    def _apply_kernel(self, kernel: TensorLayout, features: Tensor) -> Tensor:
        """Return H h, [target size]."""
        products, pieces = [], Pieces()
        distribution = self._assignment[kernel.name]
        for piece in sample_pieces(distribution, kernel.shape, generator=self._generator):
            products.append(torch.mv(piece, features))
            if self._measure:
                pieces.add(piece)
        if self._measure:
            self._measured[kernel.name] = pieces.pending()
        return torch.cat(products)
