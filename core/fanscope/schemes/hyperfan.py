"""Hyperfan initialization (Chang, Flokas & Lipson 2020): fans of the main network, paid by the heads.

Notation:
    d_j, d_i   fan-in and fan-out of the main layer y = W x + b
    d_k, V     number of the head's features h and their second moment E[h_k^2]
    H, G       kernels of the heads that generate W and b
    c          squared gain of the function in front of the main layer
    B          2 if the layer's bias is generated too, else 1
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from fanscope.activations import squared_gain
from fanscope.distribution import Assignment
from fanscope.errors import SpecError
from fanscope.fans import harmonic_mean
from fanscope.layout import LayerLayout, NetworkLayout
from fanscope.schemes.chunked_hyperfan import assign_chunks
from fanscope.schemes.head_shares import Features, feature_second_moment, share_out
from fanscope.schemes.matrix import assign_around
from fanscope.schemes.scheme import Scheme, SchemeInfo


def fan_in_targets(layer: LayerLayout, *, c: float) -> tuple[float, float]:
    """Return Var(W) = c / (B d_j) and Var(b) = c / 2, zero where no bias is generated.

    Reference: chang2020principled, Table 1, times d_k V.
    """
    has_bias = layer.bias_head is not None
    return c / ((2.0 if has_bias else 1.0) * layer.fan_in), c / 2.0 if has_bias else 0.0


def fan_out_targets(layer: LayerLayout, *, c: float) -> tuple[float, float]:
    """Return Var(W) = c / d_i and Var(b) = max(0, c (1 - d_j / d_i)), zero where no bias is generated.

    Reference: chang2020principled, Table 1, times d_k V.
    """
    has_bias = layer.bias_head is not None
    bias = max(0.0, c * (1.0 - layer.fan_in / layer.fan_out)) if has_bias else 0.0
    return c / layer.fan_out, bias


class HyperfanScheme(Scheme):
    """Shared by the three: uniform head kernels, offsets zero, everything before the heads as usual."""

    @abstractmethod
    def targets(self, layer: LayerLayout, *, c: float) -> tuple[float, float]:
        """Return the variances that the generated W and b of one main layer should have."""

    def assign(self, layout: NetworkLayout) -> Assignment:
        """Return the heads' variances, and those of chunk embeddings, that give each layer its targets.

        Raises:
            SpecError: The network is no hypernetwork, or its trunk cannot tell its chunks apart as wanted.
        """
        if layout.hypernet is None:
            raise SpecError.at(
                "",
                self.info.name,
                f"{self.info.name} sets the heads of a hypernetwork, and this network has none; "
                "use xavier or kaiming, or network.kind: hypernetwork",
            )
        hypernet, targets = layout.hypernet, self._all_targets(layout)
        if hypernet.chunks is not None:
            return assign_around(layout, assign_chunks(hypernet, targets))
        features = Features(hypernet.features, feature_second_moment(hypernet))
        shared = (share_out(head, targets[head.target.name], features) for head in layout.heads)
        return assign_around(layout, {name: d for of in shared for name, d in of.items()})

    def _all_targets(self, layout: NetworkLayout) -> dict[str, float]:
        targets = {}
        for layer in layout.layers:
            weight, bias = self.targets(layer, c=squared_gain(layer.fed_by))
            targets[layer.weight.name] = weight
            if layer.bias_head is not None:
                targets[layer.bias_head.target.name] = bias
        return targets


@dataclass(frozen=True, slots=True)
class HyperfanIn(HyperfanScheme):
    """Keeps the second moment of the main network's activations."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="hyperfan-in",
        title="Hyperfan-in",
        formula=r"\mathrm{Var}(H) = \frac{c}{B\, d_j d_k V}, \quad "
        r"\mathrm{Var}(G) = \frac{c}{2\, d_k V}",
        reference="chang2020principled",
        summary="Generated weights get the variance that fan-in Xavier or Kaiming would give them. "
        "With generated biases half of it goes to the biases: activations keep their size, but "
        "inputs collapse onto each other and gradients halve with every layer.",
        fits=("hypernetwork",),
    )

    def targets(self, layer: LayerLayout, *, c: float) -> tuple[float, float]:
        """Return the fan-in variances."""
        return fan_in_targets(layer, c=c)


@dataclass(frozen=True, slots=True)
class HyperfanOut(HyperfanScheme):
    """Keeps the second moment of the main network's gradients."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="hyperfan-out",
        title="Hyperfan-out",
        formula=r"\mathrm{Var}(H) = \frac{c}{d_i d_k V}, \quad "
        r"\mathrm{Var}(G) = \max\left(0, \frac{c\,(1 - d_j/d_i)}{d_k V}\right)",
        reference="chang2020principled",
        summary="Generated weights get the variance that keeps the gradients' size. "
        "Where the network narrows, as at its output, the activations grow.",
        fits=("hypernetwork",),
    )

    def targets(self, layer: LayerLayout, *, c: float) -> tuple[float, float]:
        """Return the fan-out variances."""
        return fan_out_targets(layer, c=c)


@dataclass(frozen=True, slots=True)
class HyperfanHarmonic(HyperfanScheme):
    """Harmonic mean of hyperfan-in and hyperfan-out."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="hyperfan-harmonic",
        title="Hyperfan, harmonic mean",
        formula=r"\mathrm{Var}(H) = \frac{2}{1/\mathrm{Var}_\mathrm{in}(H) + "
        r"1/\mathrm{Var}_\mathrm{out}(H)}",
        reference="hypnettorch2021",
        summary="A compromise between hyperfan-in and hyperfan-out, near the smaller of the two; "
        "zero where one of them is zero.",
        fits=("hypernetwork",),
    )

    def targets(self, layer: LayerLayout, *, c: float) -> tuple[float, float]:
        """Return the harmonic mean of both variances, for W and for b."""
        into, out = fan_in_targets(layer, c=c), fan_out_targets(layer, c=c)
        return harmonic_mean(into[0], out[0]), harmonic_mean(into[1], out[1])
