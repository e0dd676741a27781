"""The sheet a figure is drawn on: fonts, margins, axes, and the lines of words above the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import INKS, Ink
from fanscope.figures.words import TEXT_PX

FONT = 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", sans-serif'
LINE_PX = 20
CLEAR = "rgba(0,0,0,0)"

Figure = dict[str, Any]


@dataclass(slots=True)
class Canvas:
    """A figure under construction.

    Attributes:
        options: What the reader asked for.
        data: Plotly traces so far.
        annotations: Plotly annotations so far.
        shapes: Plotly shapes so far.
        axes: Plotly axes so far, by layout key.
    """

    options: FigureOptions
    data: list[Figure] = field(default_factory=list)
    annotations: list[Figure] = field(default_factory=list)
    shapes: list[Figure] = field(default_factory=list)
    axes: dict[str, Figure] = field(default_factory=dict)
    _above: list[Figure] = field(default_factory=list)

    @property
    def ink(self) -> Ink:
        """Colors of the reader's theme."""
        return INKS[self.options.theme]

    def write_above(self, lines: Sequence[str]) -> int:
        """Write lines of Plotly markup above the picture; return the top margin they need, in pixels.

        They begin at the left edge of the sheet, where there is more room than above the axes.
        """
        top = LINE_PX * len(lines) + 12
        for number, line in enumerate(lines):
            self._above.append(
                words(
                    line,
                    x=0,
                    y=1,
                    xref="paper",
                    yref="paper",
                    xanchor="left",
                    yanchor="bottom",
                    yshift=top - 6 - LINE_PX * (number + 1),
                    align="left",
                    font={"size": TEXT_PX, "color": self.ink.muted},
                )
            )
        return top

    def write_below(self, line: str) -> None:
        """Write a line under the picture, in its middle: the name of an axis that all panels share."""
        self.annotations.append(
            words(
                line,
                x=0.5,
                y=0,
                xref="paper",
                yref="paper",
                xanchor="center",
                yanchor="top",
                yshift=-26,
                font={"size": TEXT_PX, "color": self.ink.muted},
            )
        )

    def finish(
        self, *, height: int, margin: dict[str, int], meta: Figure, hovermode: str = "closest"
    ) -> Figure:
        """Return the Plotly figure."""
        above = [line | {"xshift": -margin["l"]} for line in self._above]
        ink = self.ink
        layout: Figure = {
            "autosize": True,
            "height": height,
            "margin": {**margin, "pad": 0},
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "font": {"family": FONT, "size": TEXT_PX, "color": ink.text},
            "showlegend": False,
            "hovermode": hovermode,
            "hoverlabel": {
                "bgcolor": ink.paper,
                "bordercolor": ink.line,
                "font": {"family": FONT, "size": TEXT_PX, "color": ink.text},
                "align": "left",
                "namelength": -1,
            },
            "dragmode": False if self.options.narrow else "zoom",
            "annotations": above + self.annotations,
            "shapes": self.shapes,
            "meta": meta,
            **self.axes,
        }
        return {"data": self.data, "layout": layout}


def words(text: str, **where: Any) -> Figure:
    """Return an annotation without an arrow."""
    return {"text": text, "showarrow": False, "borderpad": 0, **where}


def axis(ink: Ink, **changes: Any) -> Figure:
    """Return a quiet axis: outside ticks, a hairline, light grid, no zero line."""
    return {
        "showgrid": True,
        "gridcolor": ink.grid,
        "gridwidth": 1,
        "zeroline": False,
        "showline": True,
        "linecolor": ink.line,
        "linewidth": 1,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": ink.line,
        "tickfont": {"size": TEXT_PX, "color": ink.muted},
        "automargin": False,
        **changes,
    }


def title(text: str, ink: Ink, standoff: int = 8) -> Figure:
    """Return an axis title."""
    return {
        "text": text,
        "font": {"size": TEXT_PX, "color": ink.muted},
        "standoff": standoff,
    }


def meta(
    heading: str, summary: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Figure:
    """Return what goes with the picture: its title, its sentence, its numbers."""
    return {
        "title": heading,
        "summary": summary,
        "table": {"columns": list(columns), "rows": [list(row) for row in rows]},
    }
