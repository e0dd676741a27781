"""The words above a panel: its name, and what matters in it."""

from __future__ import annotations

from collections.abc import Iterable

from fanscope.figures.canvas import LINE_PX, Figure, words
from fanscope.figures.grid import Cell
from fanscope.figures.words import TEXT_PX

SECOND_LINE_PX = LINE_PX - 4
BESIDE = 15
MOST_WITH_WORDS_BESIDE = 6
"""How many panels stand in a row before even few words need a line of their own."""


def need_two_lines(words: Iterable[tuple[str, str]], *, columns: int) -> bool:
    """Return whether some panel's name and remark do not fit beside each other in the least container."""
    longest = max((len(name) + len(remark) for name, remark in words), default=0)
    return columns > MOST_WITH_WORDS_BESIDE or longest > BESIDE


def words_above(
    text: str, cell: Cell, color: str, *, right: bool = False, lines_below: int = 0
) -> Figure:
    """Return a line of words at the upper left corner of a panel, or the upper right one."""
    return words(
        text,
        x=cell.x[1] if right else cell.x[0],
        y=cell.y[1],
        xref="paper",
        yref="paper",
        xanchor="right" if right else "left",
        yanchor="bottom",
        yshift=2 + lines_below * SECOND_LINE_PX,
        font={"size": TEXT_PX, "color": color},
    )
