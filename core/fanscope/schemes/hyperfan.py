"""Hyperfan initialization (Chang, Flokas & Lipson 2020): fans of the main network, paid by the heads.

Each generated tensor has a variance that it should have, and its head pays for it: a kernel of variance
``target / (d_k V)`` generates entries of variance ``target``. Convolutions count channels of a group times
kernel area in both fans, so that the area cancels in d_j / d_i. A table's rows are looked up, not summed:
its target is the variance 1 that all schemes give to tables.

Notation:
    d_j, d_i   fan-in and fan-out of the main layer y = W x + b
    d_k, V     number of the head's features h and their second moment E[h_k^2]
    H, G       kernels of the heads that generate W and b
    c          squared gain of the function in front of the main layer
    B          2 if the layer's bias is generated too, else 1
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from fanscope.activations import squared_gain
from fanscope.distribution import Assignment
from fanscope.fans import harmonic_mean
from fanscope.layout import LayerLayout, NetworkLayout
from fanscope.schemes.chunked_hyperfan import cannot_tell_apart
from fanscope.schemes.head_shares import share_among_heads
from fanscope.schemes.matrix import assign_around
from fanscope.schemes.scheme import Scheme, SchemeInfo


class Targets(NamedTuple):
    """The variances that a layer's generated tensors should have; ``bias`` is 0 where none is generated."""

    weight: float
    bias: float


_TABLE = Targets(1.0, 0.0)


def fan_in_targets(layer: LayerLayout, *, c: float) -> Targets:
    """Return Var(W) = c / (B d_j) and Var(b) = c / 2: a unit second moment comes back as c.

    Reference: chang2020principled, Table 1.
    """
    if layer.bias_head is None:
        return Targets(c / layer.fan_in, 0.0)
    return Targets(c / (2.0 * layer.fan_in), c / 2.0)


def fan_out_targets(layer: LayerLayout, *, c: float) -> Targets:
    """Return Var(W) = c / d_i and Var(b) = max(0, c (1 - d_j / d_i)).

    Reference: chang2020principled, Table 1.
    """
    if layer.bias_head is None:
        return Targets(c / layer.fan_out, 0.0)
    return Targets(c / layer.fan_out, max(0.0, c * (1.0 - layer.fan_in / layer.fan_out)))


class HyperfanScheme(Scheme):
    """Shared by the three: uniform head kernels, offsets zero, everything before the heads as usual."""

    @abstractmethod
    def layer_targets(self, layer: LayerLayout, *, c: float) -> Targets:
        """Return Var(W) and Var(b) that one layer of the main network, no table, should have."""

    def targets(self, layout: NetworkLayout) -> Mapping[str, float]:
        """Return the variance that each layer's weight, and each bias that is generated, should have, by name."""
        found = {}
        for layer in layout.layers:
            c = squared_gain(layer.fed_by)
            targets = _TABLE if layer.is_table else self.layer_targets(layer, c=c)
            found[layer.weight.name] = targets.weight
            if layer.bias_head is not None:
                found[layer.bias_head.target.name] = targets.bias
        return found

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return why there are no heads, or why their trunk cannot tell the chunks apart as wanted."""
        reason = Scheme.why_not(self, layout)
        if reason is not None or layout.hypernet is None:
            return reason
        return cannot_tell_apart(layout.hypernet, self.targets(layout))

    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return the heads' variances, and those of chunk embeddings, that give each layer its targets."""
        if layout.hypernet is None:
            return assign_around(layout, {})
        return assign_around(layout, share_among_heads(layout.hypernet, self.targets(layout)))


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

    def layer_targets(self, layer: LayerLayout, *, c: float) -> Targets:
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

    def layer_targets(self, layer: LayerLayout, *, c: float) -> Targets:
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

    def layer_targets(self, layer: LayerLayout, *, c: float) -> Targets:
        """Return the harmonic mean of both variances, for W and for b."""
        into, out = fan_in_targets(layer, c=c), fan_out_targets(layer, c=c)
        return Targets(harmonic_mean(into.weight, out.weight), harmonic_mean(into.bias, out.bias))
