"""Small multiples: where each panel stands, in fractions of the plot area.

Heights are pixels, because the figure's height is known; widths are fractions, because the page decides them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from fanscope.figures.canvas import Figure

GAP = 0.022
GAP_NARROW = 0.07


@dataclass(frozen=True, slots=True)
class Cell:
    """One panel.

    Attributes:
        block: Number of its block, from the top.
        index: Its number within the block.
        column: Its column.
        x: Left and right end, in fractions of the plot area's width.
        y: Lower and upper end, in fractions of its height.
        number: Its number in the figure, from 1, which names its axes.
    """

    block: int
    index: int
    column: int
    x: tuple[float, float]
    y: tuple[float, float]
    number: int

    @property
    def axes(self) -> tuple[str, str]:
        """Names of its axes in traces and annotations: ``x``, ``y``, ``x2``, ``y2``, ..."""
        suffix = "" if self.number == 1 else str(self.number)
        return f"x{suffix}", f"y{suffix}"

    @property
    def keys(self) -> tuple[str, str]:
        """Names of its axes in the layout: ``xaxis``, ``yaxis``, ``xaxis2``, ..."""
        suffix = "" if self.number == 1 else str(self.number)
        return f"xaxis{suffix}", f"yaxis{suffix}"

    def place(self, x_axis: Figure, y_axis: Figure) -> dict[str, Figure]:
        """Return the layout entries that put two axes here."""
        x_name, y_name = self.axes
        return {
            self.keys[0]: {**x_axis, "domain": list(self.x), "anchor": y_name},
            self.keys[1]: {**y_axis, "domain": list(self.y), "anchor": x_name},
        }


@dataclass(frozen=True, slots=True)
class Grid:
    """Blocks of panels, one below the other; each has a heading above its panels.

    Attributes:
        blocks: Number of blocks.
        panels: Panels in each block.
        columns: Panels beside each other; further ones wrap within their block.
        heading_px: Height above each block for its heading.
        caption_px: Height above each row of panels for their captions.
        panel_px: Height of a panel.
        foot_px: Height below each row of panels for tick labels.
        gap: Space between columns, in fractions of the width.
    """

    blocks: int
    panels: int
    columns: int
    heading_px: int
    caption_px: int
    panel_px: int
    foot_px: int
    gap: float = GAP

    @property
    def rows(self) -> int:
        """Rows of panels in one block."""
        return math.ceil(self.panels / self.columns)

    @property
    def height(self) -> int:
        """Height of the plot area in pixels; the last row's foot belongs to the bottom margin."""
        return self.blocks * self._block_px - self.foot_px

    @property
    def _row_px(self) -> int:
        return self.caption_px + self.panel_px + self.foot_px

    @property
    def _block_px(self) -> int:
        return self.heading_px + self.rows * self._row_px

    def heading_y(self, block: int) -> float:
        """Return the lower end of a block's heading, in fractions of the plot area."""
        return self._fraction(block * self._block_px + self.heading_px)

    def cells(self) -> Iterator[Cell]:
        """Yield the panels, block by block, left to right."""
        width = (1 - self.gap * (self.columns - 1)) / self.columns
        for number in range(self.blocks * self.panels):
            block, index = divmod(number, self.panels)
            row, column = divmod(index, self.columns)
            top = block * self._block_px + self.heading_px + row * self._row_px + self.caption_px
            left = column * (width + self.gap)
            yield Cell(
                block=block,
                index=index,
                column=column,
                x=(left, min(1.0, left + width)),
                y=(self._fraction(top + self.panel_px), self._fraction(top)),
                number=number + 1,
            )

    def _fraction(self, px_from_top: float) -> float:
        return min(1.0, max(0.0, 1 - px_from_top / self.height))
