"""The initialization of maximal update parametrization (Yang et al. 2022)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.activations import squared_gain
from fanscope.distribution import Distribution, normal
from fanscope.layout import NetworkLayout
from fanscope.schemes.by_site import SiteScheme
from fanscope.schemes.scheme import PLAIN_KINDS, SchemeInfo
from fanscope.schemes.sites import Site, find_sites


@dataclass(frozen=True, slots=True)
class Mup(SiteScheme):
    """Fan-in variances, but 1 / fan_in^2 at the output."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="mup",
        title="muP, the initialization only",
        formula=r"\mathrm{Var}(W) = \frac{c}{d_\mathrm{in}}, \quad "
        r"\mathrm{Var}(W_\mathrm{output}) = \frac{c}{d_\mathrm{in}^2}",
        reference="yang2022tensor",
        summary="Input and hidden layers keep the activations' size; the output shrinks with the width, so that wide "
        "networks start near zero. Only the initialization: muP's learning rates per layer are the optimizer's affair.",
        fits=PLAIN_KINDS,
        needs="a weighted layer at its end",
    )

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return that no layer is the output."""
        if (reason := SiteScheme.why_not(self, layout)) is not None:
            return reason
        if not any(site.is_last for site in find_sites(layout)):
            return "mup treats the output layer apart, and this network ends in a sum; use kaiming"
        return None

    def draw(self, site: Site, layout: NetworkLayout) -> Distribution:  # noqa: ARG002
        """Return the normal distribution of variance c / fan_in, at the output c / fan_in^2.

        Reference: yang2022tensor, table 3.
        """
        fan_in, c = site.layer.fan_in, squared_gain(site.layer.fed_by)
        return normal(c / (fan_in**2 if site.is_last else fan_in))

    def silences(self, layout: NetworkLayout) -> frozenset[str]:
        """Return the output layer, which shrinks with the width."""
        return frozenset(site.layer.name for site in find_sites(layout) if site.is_last)
