"""Schemes that are a rule for each weighted layer of an ordinary network and the place where it stands."""

from __future__ import annotations

from abc import abstractmethod

from fanscope.distribution import Assignment, Distribution
from fanscope.layout import NetworkLayout
from fanscope.schemes.matrix import assign_around
from fanscope.schemes.scheme import Scheme
from fanscope.schemes.sites import Site, find_sites


class SiteScheme(Scheme):
    """A scheme that knows how to draw one layer's weight; everything else follows ``assign_around``."""

    @abstractmethod
    def draw(self, site: Site, layout: NetworkLayout) -> Distribution:
        """Return the distribution of the weight of a layer that is no table."""

    def draw_bias(self, site: Site) -> Distribution | None:  # noqa: ARG002
        """Return the distribution of the layer's bias; None for zero."""
        return None

    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return ``draw`` for every weight, ``draw_bias`` for every bias, the rest as usual."""
        drawn = {}
        for site in find_sites(layout):
            if site.layer.is_table:
                continue
            drawn[site.layer.weight.name] = self.draw(site, layout)
            bias = self.draw_bias(site)
            if site.layer.bias is not None and bias is not None:
                drawn[site.layer.bias.name] = bias
        return assign_around(layout, drawn)
