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

from fanscope.activations import second_moment_after, squared_gain
from fanscope.distribution import Assignment, uniform
from fanscope.errors import SpecError
from fanscope.fans import harmonic_mean
from fanscope.layout import HypernetLayout, LayerLayout, NetworkLayout
from fanscope.schemes.matrix import assign_around
from fanscope.schemes.scheme import Scheme, SchemeInfo


@dataclass(frozen=True, slots=True)
class Features:
    """A head's input: ``size`` numbers (d_k) of second moment ``second_moment`` (V)."""

    size: int
    second_moment: float

    @property
    def squared_norm(self) -> float:
        """Expected squared norm, d_k V."""
        return self.size * self.second_moment


def feature_second_moment(hypernet: HypernetLayout) -> float:
    """Return V = E[h_k^2] under the shared initialization of embeddings and trunk.

    Embeddings have second moment 1; each trunk layer multiplies by c of its activation and
    passes through it. It is 1 without a trunk and after ReLU layers, 0.394 after one tanh
    layer. The second moment counts, not the variance: after a ReLU the mean is not zero.

    Reference: chang2020principled, section 4; poole2016exponential, eq. 3.
    """
    activation, moment = hypernet.trunk_activation, 1.0
    for _ in hypernet.trunk:
        moment = second_moment_after(activation, squared_gain(activation) * moment)
    return moment


def fan_in_head_variance(
    layer: LayerLayout, features: Features, *, c: float
) -> tuple[float, float]:
    """Return Var(H) = c / (B d_j d_k V) and Var(G) = c / (2 d_k V), zero where no bias is generated.

    Reference: chang2020principled, Table 1.
    """
    has_bias = layer.bias_head is not None
    share = 2.0 if has_bias else 1.0
    weight = c / (share * layer.fan_in * features.squared_norm)
    return weight, c / (2.0 * features.squared_norm) if has_bias else 0.0


def fan_out_head_variance(
    layer: LayerLayout, features: Features, *, c: float
) -> tuple[float, float]:
    """Return Var(H) = c / (d_i d_k V) and Var(G) = max(0, c (1 - d_j / d_i) / (d_k V)).

    Reference: chang2020principled, Table 1.
    """
    weight = c / (layer.fan_out * features.squared_norm)
    if layer.bias_head is None:
        return weight, 0.0
    return weight, max(0.0, c * (1.0 - layer.fan_in / layer.fan_out) / features.squared_norm)


class HyperfanScheme(Scheme):
    """Shared by the three: uniform head kernels, offsets zero, everything before the heads as usual."""

    @abstractmethod
    def head_variances(
        self, layer: LayerLayout, features: Features, *, c: float
    ) -> tuple[float, float]:
        """Return Var(H) and Var(G) for one layer of the main network."""

    def assign(self, layout: NetworkLayout) -> Assignment:
        """Return the head variances of every layer, the rest as usual.

        Raises:
            SpecError: The network is no hypernetwork.
        """
        if layout.hypernet is None:
            raise SpecError.at(
                "",
                self.info.name,
                f"{self.info.name} sets the heads of a hypernetwork, and this network has none; "
                "use xavier or kaiming, or network.kind: hypernetwork",
            )
        hypernet = layout.hypernet
        features = Features(hypernet.features, feature_second_moment(hypernet))
        kernels = {}
        for layer in layout.layers:
            variances = self.head_variances(layer, features, c=squared_gain(layer.fed_by))
            for head, variance in zip((layer.weight_head, layer.bias_head), variances, strict=True):
                if head is not None:
                    kernels[head.kernel.name] = uniform(variance)
        return assign_around(layout, kernels)


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

    def head_variances(
        self, layer: LayerLayout, features: Features, *, c: float
    ) -> tuple[float, float]:
        """Return the fan-in variances."""
        return fan_in_head_variance(layer, features, c=c)


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

    def head_variances(
        self, layer: LayerLayout, features: Features, *, c: float
    ) -> tuple[float, float]:
        """Return the fan-out variances."""
        return fan_out_head_variance(layer, features, c=c)


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

    def head_variances(
        self, layer: LayerLayout, features: Features, *, c: float
    ) -> tuple[float, float]:
        """Return the harmonic mean of both variances, for H and for G."""
        into = fan_in_head_variance(layer, features, c=c)
        out = fan_out_head_variance(layer, features, c=c)
        return harmonic_mean(into[0], out[0]), harmonic_mean(into[1], out[1])
