"""The depth pictures as one small still SVG, for where no script runs: notebooks that are only read, mails, Markdown."""

from __future__ import annotations

import math
from collections.abc import Sequence

from fanscope.figures.between_input_variance import SUBJECT as BETWEEN_INPUTS
from fanscope.figures.depth import Subject, view_by_depth
from fanscope.figures.gradient_by_depth import SUBJECT as GRADIENT
from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import INKS, style_of
from fanscope.figures.profiles import Profile
from fanscope.figures.variance_by_depth import SUBJECT as SIGNAL
from fanscope.figures.words import cut, escape
from fanscope.result import Measured
from fanscope.wording import say

PANELS: tuple[tuple[str, Subject], ...] = (
    ("signal E[y²]", SIGNAL),
    ("variance between inputs", BETWEEN_INPUTS),
    ("gradient E[g²]", GRADIENT),
)
WIDTH, HEIGHT = 260, 170
"""Of a panel, in pixels."""
LEFT, RIGHT, TOP, BOTTOM = 46, 8, 26, 22


def sketch_by_depth(result: Measured) -> str:
    """Return an SVG with three panels: signal, variance between inputs and gradient by depth, on log axes.

    Each scheme has its color and its name in the legend below; a red triangle at the top stands for non-finite values.
    The SVG has a title for screen readers, a white ground of its own, and no script.
    """
    options = FigureOptions()
    views = [(name, view_by_depth(result, options, subject).profiles) for name, subject in PANELS]
    panels = "".join(
        f'<g transform="translate({index * WIDTH},0)">{_panel(name, profiles)}</g>'
        for index, (name, profiles) in enumerate(views)
    )
    width = WIDTH * len(views)
    summary = escape(f"Signal, variance between inputs and gradient by depth: {_ends(views[0][1])}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT + 24}" width="{width}" '
        f'height="{HEIGHT + 24}" role="img" font-family="sans-serif" font-size="13">'
        f"<title>{summary}</title>"
        f'<rect width="100%" height="100%" fill="#ffffff"/>'
        f"{panels}{_legend([one.scheme for one in views[0][1]])}</svg>"
    )


def _panel(name: str, profiles: Sequence[Profile]) -> str:
    ink = INKS["light"]
    values = [float(v) for one in profiles for v in one.median if math.isfinite(v) and v > 0]
    low = math.floor(math.log10(min(values))) if values else -1
    high = max(low + 1, math.ceil(math.log10(max(values)))) if values else 0
    parts = [_text(LEFT, 16, name, ink.text, weight=600)]
    stride = max(1, math.ceil((high - low) / 4))
    for exponent in range(low, high + 1, stride):
        y = _y(exponent, low, high)
        parts.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{ink.grid}"/>')
        parts.append(
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{ink.muted}">10'
            f'<tspan dy="-4" font-size="10">{exponent}</tspan></text>'
        )
    parts.append(_text(LEFT, HEIGHT - 4, "inputs → outputs", ink.muted))
    parts += [_line(one, low, high) for one in profiles]
    return "".join(parts)


def _line(one: Profile, low: int, high: int) -> str:
    style = style_of(one.scheme, "light")
    last = max(1, len(one.layers) - 1)
    points, marks = [], []
    for index, value in enumerate(one.median.tolist()):
        x = LEFT + 4 + (WIDTH - LEFT - RIGHT - 8) * index / last
        if one.broken[index]:
            marks.append(
                f'<path d="M{x - 4:.1f} {TOP + 6}h8l-4 -7z" fill="{INKS["light"].fault}"/>'
            )
        elif math.isfinite(value):
            place = math.log10(value) if value > 0 else low
            points.append(f"{x:.1f},{_y(place, low, high):.1f}")
    dots = (
        "".join(
            f'<circle cx="{p.partition(",")[0]}" cy="{p.partition(",")[2]}" r="2.5" fill="{style.line}"/>'
            for p in points
        )
        if len(points) <= 24
        else ""
    )
    return (
        f'<polyline points="{" ".join(points)}" fill="none" stroke="{style.line}" stroke-width="2"/>'
        f"{dots}{''.join(marks)}"
    )


def _legend(schemes: Sequence[str]) -> str:
    parts, x = [], LEFT
    for scheme in schemes:
        style, label = style_of(scheme, "light"), cut(scheme, 30)
        y = HEIGHT + 12
        parts.append(f'<path d="M{x} {y - 4}h22" stroke="{style.line}" stroke-width="2"/>')
        parts.append(_text(x + 28, y, label, style.text))
        x += 28 + 8 * len(label) + 24
    return "".join(parts)


def _ends(profiles: Sequence[Profile]) -> str:
    told = [
        f"{one.scheme} {say(float(one.median[0]))} to {say(float(one.median[-1]))}"
        for one in profiles
        if one.measured
    ]
    return "; ".join(told)


def _text(x: float, y: float, text: str, color: str, *, weight: int = 400) -> str:
    return f'<text x="{x}" y="{y}" fill="{color}" font-weight="{weight}">{escape(text)}</text>'


def _y(exponent: float, low: int, high: int) -> float:
    span = HEIGHT - TOP - BOTTOM
    inside = min(1.0, max(0.0, (exponent - low) / (high - low)))
    return TOP + span * (1 - inside)
