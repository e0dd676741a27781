"""Which panels of distributions share an axis."""

from __future__ import annotations

from collections.abc import Sequence

from fanscope.figures.density_axis import DensityAxis, bounded_axis, shared_axis, spans_decades
from fanscope.figures.density_panel import Panel
from fanscope.figures.options import FigureOptions


class PanelAxes:
    """Axes of the panels of one figure.

    Bounded panels all share [-1, 1]. Others share with the panels of their own range: on a linear axis within
    their scheme's row, on a symmetric-log axis throughout the figure.
    """

    def __init__(self, panels: Sequence[Panel], options: FigureOptions) -> None:
        """Choose the scale from all panels, unless the reader did."""
        self._panels = panels
        self._wish = options.scale
        spans = any(
            spans_decades([p.quantiles for p in panels if p.range == range_])
            for range_ in ("positive", "signed")
        )
        self.logarithmic = options.scale == "log" or (options.scale == "auto" and spans)

    def of(self, panel: Panel) -> DensityAxis:
        """Return the axis of one panel."""
        if panel.range == "bounded" and self._wish != "log":
            return bounded_axis()
        alike = [p for p in self._panels if p.range == panel.range]
        if not self.logarithmic:
            alike = [p for p in alike if p.scheme == panel.scheme]
        return shared_axis([p.quantiles for p in alike], logarithmic=self.logarithmic)
