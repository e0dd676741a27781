"""Delta-orthogonal initialization of convolutions (Xiao et al. 2018)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.activations import squared_gain
from fanscope.distribution import Distribution, orthogonal
from fanscope.layout import LayerLayout, NetworkLayout
from fanscope.schemes.blocks import block_of
from fanscope.schemes.by_site import SiteScheme
from fanscope.schemes.scheme import PLAIN_KINDS, SchemeInfo
from fanscope.schemes.sites import Site


@dataclass(frozen=True, slots=True)
class DeltaOrthogonal(SiteScheme):
    """Convolutions that start as an orthogonal 1x1 convolution; dense layers semi-orthogonal."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="delta-orthogonal",
        title="Delta-orthogonal",
        formula=r"W_{\mathrm{centre}}^\top W_{\mathrm{centre}} = c\,I, \quad "
        r"W_{\mathrm{elsewhere}} = 0, \quad \mathrm{E}[W^2] = \frac{c}{d_\mathrm{out}}",
        reference="xiao2018dynamical",
        summary="A convolution keeps the length of every pixel's channels, whatever its depth: plain "
        "convolutional networks of 10,000 layers train with it. Dense layers are orthogonal.",
        fits=PLAIN_KINDS,
        needs="a convolution, and in each at least as many output as input channels per group",
    )

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return that there is no convolution, or which one narrows."""
        convolutions = [layer for layer in layout.layers if layer.kind == "conv2d"]
        if (reason := SiteScheme.why_not(self, layout)) is not None:
            return reason
        if not convolutions:
            return "delta-orthogonal is for convolutions, and this network has none; use orthogonal"
        return next((reason for layer in convolutions if (reason := _narrows(layer))), None)

    def draw(self, site: Site, layout: NetworkLayout) -> Distribution:  # noqa: ARG002
        """Return orthonormal columns times sqrt(c) in the kernel's centre: over all entries the mean square is c / fan_out.

        Reference: xiao2018dynamical, algorithm 1.
        """
        layer = site.layer
        block, c = block_of(layer.weight), squared_gain(layer.fed_by)
        if layer.kind == "conv2d":
            return Distribution("delta-orthogonal", c / layer.fan_out, groups=block.groups)
        return orthogonal(c / max(block.outputs, layer.fan_in))


def _narrows(layer: LayerLayout) -> str | None:
    block = block_of(layer.weight)
    if block.outputs >= block.inputs:
        return None
    return (
        f"delta-orthogonal needs at least as many output as input channels per group, and {layer.name} has "
        f"{block.inputs} in and {block.outputs} out; use orthogonal"
    )
