"""Headings of blocks of panels: the scheme's marker and name, and a few words in grey."""

from __future__ import annotations

from fanscope.figures.canvas import Figure, words
from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import INKS, style_of
from fanscope.figures.words import TEXT_PX, colored, cut, escape

GLYPHS = {
    "circle": "●",
    "square": "■",
    "diamond": "◆",
    "triangle-up": "▲",
    "triangle-down": "▼",
    "star": "★",
    "triangle-left": "◀",
    "triangle-right": "▶",
    "star-diamond": "✦",
    "cross": "✚",
}


def scheme_heading(
    label: str, remark: str, y: float, options: FigureOptions, *, faulty: bool = False
) -> Figure:
    """Return the heading of a scheme's block, its lower end at ``y``."""
    ink = INKS[options.theme]
    characters = 30 if options.narrow else 60
    text = scheme_name(label, options, characters=characters)
    remark = _fitting(remark, options.line_characters - 4 - min(len(label), characters))
    if remark:
        text += (
            f'<span style="color:{ink.fault if faulty else ink.muted}">  {escape(remark)}</span>'
        )
    return words(
        text,
        x=0,
        y=y,
        xref="paper",
        yref="paper",
        xanchor="left",
        yanchor="bottom",
        yshift=1,
        align="left",
        font={"size": TEXT_PX, "color": ink.text},
        hovertext=escape(label),
    )


def _fitting(remark: str, room: int) -> str:
    """Return as many of the remark's parts, from the first on, as there is room for."""
    while len(remark) > room and " · " in remark:
        remark = remark.rpartition(" · ")[0]
    return cut(remark, room)


def scheme_name(label: str, options: FigureOptions, *, characters: int) -> str:
    """Return a scheme's marker and name in its color, as Plotly markup."""
    style = style_of(label, options.theme)
    glyph = GLYPHS.get(style.marker, "●")
    mark = f'<span style="color:{style.line}">{glyph}</span>'
    return f"{mark} {colored(cut(label, characters), style.text, bold=True)}"


def scheme_key(labels: tuple[str, ...], options: FigureOptions) -> list[str]:
    """Return lines that name every scheme in its color, for figures whose panels hold several schemes."""
    room = 36 if options.narrow else 72
    lines: list[list[str]] = [[]]
    used = 0
    for label in labels:
        need = min(len(label), 24) + 5
        if lines[-1] and used + need > room:
            lines.append([])
            used = 0
        lines[-1].append(scheme_name(label, options, characters=24))
        used += need
    return ["    ".join(line) for line in lines if line]
