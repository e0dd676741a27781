"""Which panels of distributions share an axis."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from fanscope.figures.density_axis import DensityAxis, bounded_axis, shared_axis, spans_decades
from fanscope.figures.density_panel import Panel
from fanscope.figures.options import FigureOptions

APART = 1e6
"""Schemes whose greatest values differ by more than this do not share an axis: one would be a spike."""


class PanelAxes:
    """Axes of the panels of one figure.

    Bounded panels all share [-1, 1]. Others share with the panels of their own range: on a linear axis within
    their scheme's row, on a symmetric-log axis with all schemes of about their size, so that one that has
    exploded flattens no other.

    Attributes:
        companies: Schemes of about the same size, from the smallest to the greatest.
    """

    def __init__(self, panels: Sequence[Panel], options: FigureOptions) -> None:
        """Choose the scales from all panels, unless the reader did."""
        self._panels = panels
        self._wish = options.scale
        self.companies = companies_of(_greatest(panel for panel in panels if self._is_free(panel)))

    @property
    def logarithmic(self) -> bool:
        """Whether any panel has a symmetric-log axis."""
        return any(self._is_logarithmic(panel) for panel in self._panels if self._is_free(panel))

    def of(self, panel: Panel) -> DensityAxis:
        """Return the axis of one panel."""
        if not self._is_free(panel):
            return bounded_axis()
        logarithmic = self._is_logarithmic(panel)
        alike = self._alike(panel)
        if not logarithmic:
            alike = [p for p in alike if p.scheme == panel.scheme]
        return shared_axis([p.quantiles for p in alike], logarithmic=logarithmic)

    def _is_free(self, panel: Panel) -> bool:
        return panel.range != "bounded" or self._wish == "log"

    def _is_logarithmic(self, panel: Panel) -> bool:
        if self._wish != "auto":
            return self._wish == "log"
        return spans_decades([p.quantiles for p in self._alike(panel)])

    def _alike(self, panel: Panel) -> list[Panel]:
        """Return the panels of the same range whose schemes are of about the same size, itself among them."""
        schemes = next((c for c in self.companies if panel.scheme in c), (panel.scheme,))
        return [p for p in self._panels if p.scheme in schemes and p.range == panel.range]


def companies_of(greatest: Mapping[str, float]) -> tuple[tuple[str, ...], ...]:
    """Return the schemes in groups, each within a factor of :data:`APART` of its smallest member.

    Args:
        greatest: Greatest magnitude by scheme; one without any finite value other than zero goes with the first group.
    """
    ascending = sorted(greatest, key=greatest.__getitem__)
    groups: list[list[str]] = []
    least = 0.0
    for scheme in ascending:
        if groups and (least == 0 or greatest[scheme] <= APART * least):
            groups[-1].append(scheme)
        else:
            groups.append([scheme])
            least = 0.0
        least = least or greatest[scheme]
    return tuple(tuple(group) for group in groups)


def _greatest(panels: Iterable[Panel]) -> dict[str, float]:
    greatest: dict[str, float] = {}
    for panel in panels:
        ends = float(np.abs(panel.quantiles[[0, -1]]).max())
        size = ends if math.isfinite(ends) else 0.0
        greatest[panel.scheme] = max(greatest.get(panel.scheme, 0.0), size)
    return greatest
