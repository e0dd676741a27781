"""Heads that hand over an ordinary initialization of the main network (Beck et al. 2022; Sitzmann et al. 2020)."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Assignment, Distribution, constant, normal
from fanscope.fans import fan_in_variance
from fanscope.layout import HeadLayout, NetworkLayout
from fanscope.schemes.main_network import as_ordinary_network
from fanscope.schemes.matrix import assign_around
from fanscope.schemes.scheme import ParameterInfo, Scheme, SchemeInfo
from fanscope.schemes.siren import Siren, no_sine

_OF = ParameterInfo("of", "scheme", "kaiming", "the main network's own initialization")


class HandedOver(Scheme):
    """Shared by the three: the main network's own draw goes into the heads, what is not generated gets it directly."""

    @abstractmethod
    def main_scheme(self) -> Scheme:
        """Return the scheme that initializes the main network as if it stood alone."""

    @abstractmethod
    def draw_head(self, head: HeadLayout, draw: Distribution) -> tuple[Distribution, Distribution]:
        """Return the distributions of a head's kernel and offset, given the target's own."""

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return that there is no hypernetwork, or why the main network's own scheme does not fit it."""
        reason = Scheme.why_not(self, layout) or divides_heads(layout, self.info.name)
        return reason or self.main_scheme().why_not(as_ordinary_network(layout))

    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return the heads' distributions, the main network's own for what is trained itself, the rest as usual."""
        own = self.main_scheme().distribute(as_ordinary_network(layout))
        drawn = {tensor.name: own[tensor.name] for tensor in layout.main_trainable}
        for head in layout.heads:
            kernel, offset = self.draw_head(head, own[head.target.name])
            drawn[head.kernel.name] = kernel
            if head.offset is not None:
                drawn[head.offset.name] = offset
        return assign_around(layout, drawn)

    def silences(self, layout: NetworkLayout) -> frozenset[str]:
        """Return what the main network's own scheme starts at zero on purpose."""
        return self.main_scheme().silences(as_ordinary_network(layout))


def divides_heads(layout: NetworkLayout, name: str) -> str | None:
    """Return that heads give chunks or factors, where no tensor of the main network stands whole; None where all do."""
    if all(head.is_plain for head in layout.heads):
        return None
    return (
        f"{name} puts whole tensors of the main network into the heads, and here a head gives chunks or factors; "
        "set heads.kind: per_tensor"
    )


def lacks_offsets(layout: NetworkLayout, name: str) -> str | None:
    """Return which head has no offset; None where all have one."""
    for head in layout.heads:
        if head.offset is None:
            return (
                f"{name} puts the main network's initialization into the heads' offsets, and the head of "
                f"{head.target.name} has none; set heads.bias: true"
            )
    return None


@dataclass(frozen=True, slots=True)
class BiasHyperInit(HandedOver):
    """Head kernels zero, offsets one draw of the main network's own initialization."""

    of: Scheme

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="bias-hyperinit",
        title="Bias-HyperInit",
        formula=r"H = 0, \quad \beta \sim p_\mathrm{of}(W)",
        reference="beck2022hypernetworks",
        summary="Every generated weight starts as an ordinary network's, whatever the conditioning: all "
        "embeddings give the same main network at first, and tell themselves apart as the kernels grow.",
        fits=("hypernetwork",),
        parameters=(_OF,),
        needs="heads with offsets",
    )

    def main_scheme(self) -> Scheme:
        """Return the scheme that was chosen."""
        return self.of

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return what is in the way, a head without offset among them."""
        return HandedOver.why_not(self, layout) or lacks_offsets(layout, self.info.name)

    def draw_head(self, head: HeadLayout, draw: Distribution) -> tuple[Distribution, Distribution]:
        """Return zero and the target's own distribution, laid out flat.

        Reference: beck2022hypernetworks (Bias-HyperInit and Weight-HyperInit).
        """
        return constant(0.0), draw.laid_out_flat(head.target.shape)


@dataclass(frozen=True, slots=True)
class WeightHyperInit(HandedOver):
    """Every column of a head's kernel a draw of the main network's own initialization, offsets zero."""

    of: Scheme

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="weight-hyperinit",
        title="Weight-HyperInit",
        formula=r"H_{\cdot k} \sim p_\mathrm{of}(W), \quad \beta = 0, \quad "
        r"\mathrm{Var}(W) = d_k V\, \mathrm{Var}_\mathrm{of}(W)",
        reference="beck2022hypernetworks",
        summary="A one-hot embedding picks an ordinary initialization of its own. Embeddings of d_k numbers of second "
        "moment V make the generated weights sqrt(d_k V) times too large: learned ones explode.",
        fits=("hypernetwork",),
        parameters=(_OF,),
    )

    def main_scheme(self) -> Scheme:
        """Return the scheme that was chosen."""
        return self.of

    def draw_head(self, head: HeadLayout, draw: Distribution) -> tuple[Distribution, Distribution]:
        """Return the target's own distribution, once a column, and zero.

        Reference: beck2022hypernetworks (Bias-HyperInit and Weight-HyperInit).
        """
        return draw.laid_out_flat(head.target.shape), constant(0.0)


@dataclass(frozen=True, slots=True)
class SirenHypernetwork(HandedOver):
    """Offsets as SIREN's own initialization, kernels a hundredth of Kaiming's."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="siren-hypernetwork",
        title="SIREN hypernetwork",
        formula=r"\mathrm{Var}(H) = 10^{-4}\, \frac{2}{d_k}, \quad \beta \sim p_\mathrm{siren}(W)",
        reference="sitzmann2020implicit",
        summary="A main network of sines starts as a SIREN, nearly the same one for all embeddings. The offsets follow "
        "SIREN's rule layer by layer; the authors' code takes its first layer's for all.",
        fits=("hypernetwork",),
        needs="heads with offsets, and a main network of sines",
    )

    def main_scheme(self) -> Scheme:
        """Return SIREN's own initialization."""
        return Siren()

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return what is in the way: no hypernetwork, a layer without sine, a head without offset."""
        name = self.info.name
        reason = Scheme.why_not(self, layout) or divides_heads(layout, name)
        return reason or no_sine(layout, name) or lacks_offsets(layout, name)

    def draw_head(self, head: HeadLayout, draw: Distribution) -> tuple[Distribution, Distribution]:
        """Return fan-in Kaiming times 1e-2, and SIREN's distribution.

        Reference: sitzmann2020implicit, supplement (hypernetworks).
        """
        kernel = normal(fan_in_variance(head.features, c=2.0)).scaled(1e-2)
        return kernel, draw.laid_out_flat(head.target.shape)
