"""Sparse initialization (Martens 2010)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Distribution
from fanscope.layout import NetworkLayout
from fanscope.schemes.by_site import SiteScheme
from fanscope.schemes.scheme import PLAIN_KINDS, ParameterInfo, SchemeInfo
from fanscope.schemes.sites import Site


@dataclass(frozen=True, slots=True)
class Sparse(SiteScheme):
    """Every unit listens to a few random inputs."""

    inputs: float
    std: float

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="sparse",
        title="Sparse",
        formula=r"k \text{ inputs of each unit: } W \sim \mathcal{N}(0, \mathrm{std}^2), \quad "
        r"\mathrm{E}[W^2] = \frac{k}{d_\mathrm{in}} \mathrm{std}^2",
        reference="martens2010deep",
        summary="Units differ from each other and stay unsaturated however wide the layer in front is; "
        "Martens took 15 inputs and a standard deviation of 1. A layer with fewer inputs uses all.",
        fits=PLAIN_KINDS,
        parameters=(
            ParameterInfo(
                "inputs",
                "number",
                15,
                "nonzero inputs of each unit",
                minimum=1,
                maximum=100_000,
                is_whole=True,
            ),
            ParameterInfo("std", "number", 1.0, "standard deviation of a nonzero weight", 0.0),
        ),
    )

    def draw(self, site: Site, layout: NetworkLayout) -> Distribution:  # noqa: ARG002
        """Return rows of ``inputs`` normal entries of standard deviation ``std``.

        Reference: martens2010deep, section 5.
        """
        count = min(int(self.inputs), site.layer.fan_in)
        variance = count / site.layer.fan_in * self.std**2
        return Distribution("sparse", variance, nonzero=count)
