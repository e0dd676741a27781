"""SIREN, sine networks (Sitzmann et al. 2020)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Distribution, uniform
from fanscope.layout import ActivationNode, NetworkLayout
from fanscope.schemes.by_site import SiteScheme
from fanscope.schemes.scheme import PLAIN_KINDS, SchemeInfo
from fanscope.schemes.sites import Site, find_sites


@dataclass(frozen=True, slots=True)
class Siren(SiteScheme):
    """Uniform weights that keep the pre-activations of sines standard normal."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="siren",
        title="SIREN",
        formula=r"W_1 \sim \mathcal{U}\left(\pm\frac{1}{d_\mathrm{in}}\right), \quad "
        r"W \sim \mathcal{U}\left(\pm\frac{1}{\omega_0}\sqrt{\frac{6}{d_\mathrm{in}}}\right)",
        reference="sitzmann2020implicit",
        summary="For networks of sines: every sine but the first gets standard normal numbers, whatever its "
        "frequency omega_0. Biases are uniform within 1 / sqrt(fan_in), as in the authors' code.",
        fits=PLAIN_KINDS,
        needs="a sine in front of or behind every layer",
    )

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return which layer has no sine."""
        return SiteScheme.why_not(self, layout) or no_sine(layout, self.info.name)

    def draw(self, site: Site, layout: NetworkLayout) -> Distribution:  # noqa: ARG002
        """Return U(+-1 / n) for the first layer and U(+-sqrt(6 / n) / omega_0) for all others.

        Reference: sitzmann2020implicit, section 3.2.
        """
        n = site.layer.fan_in
        if site.is_first:
            return uniform(1.0 / (3.0 * n**2))
        sine = _sine(site)
        frequency = 1.0 if sine is None else sine.frequency
        return uniform(2.0 / (n * frequency**2))

    def draw_bias(self, site: Site) -> Distribution:
        """Return U(+-1 / sqrt(n))."""
        return uniform(1.0 / (3.0 * site.layer.fan_in))


def no_sine(layout: NetworkLayout, name: str) -> str | None:
    """Return which layer of a main network has no sine in front of or behind it; None where all have one."""
    for site in find_sites(layout):
        if not site.layer.is_table and _sine(site) is None:
            return (
                f"{name} is for networks of sines, and {site.layer.name} has none in front of it or behind it; "
                "use activation: sine, or xavier"
            )
    return None


def _sine(site: Site) -> ActivationNode | None:
    """Return the sine that a layer feeds, or, for the output layer, the one that feeds it."""
    for node in (site.behind, site.front):
        if node is not None:
            return node if node.activation == "sine" else None
    return None
