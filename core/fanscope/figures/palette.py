"""Colors, markers and dashes: the same for a scheme on every figure, page and report.

Hues are those of Okabe & Ito (2008), which people with any common color vision can tell apart; black is kept
for theory and a red of its own for faults, so schemes draw on six hues. Every hue exists in a plain
and a deep tone, and every scheme also has a marker and, off the named list, a dash.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache

from fanscope.figures.options import Theme

ORANGE, SKY, GREEN, YELLOW, BLUE, PURPLE = (
    "#E69F00",
    "#56B4E9",
    "#009E73",
    "#F0E442",
    "#0072B2",
    "#CC79A7",
)
GREY = "#8A93A0"
"""Of what is shown for comparison."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The colors of one theme; backgrounds stay transparent, ``paper`` is what is expected behind."""

    paper: str
    text: str
    muted: str
    line: str
    grid: str
    theory: str
    fault: str


INKS: dict[Theme, Ink] = {
    "light": Ink(
        paper="#ffffff",
        text="#1b2230",
        muted="#5a6474",
        line="#aab2be",
        grid="#e7eaee",
        theory="#11151c",
        fault="#c8102e",
    ),
    "dark": Ink(
        paper="#12161d",
        text="#e8ebf0",
        muted="#9da7b5",
        line="#4a5361",
        grid="#262d38",
        theory="#f2f4f7",
        fault="#ff5c6c",
    ),
}

NAMED: dict[str, tuple[str, str, str]] = {
    "hyperfan-in": (BLUE, "plain", "circle"),
    "hyperfan-out": (GREEN, "plain", "square"),
    "xavier": (ORANGE, "plain", "diamond"),
    "kaiming": (PURPLE, "plain", "triangle-up"),
    "xavier-avg": (SKY, "plain", "triangle-down"),
    "torch-default": (YELLOW, "deep", "pentagon"),
    "hyperfan-harmonic": (PURPLE, "deep", "hexagon"),
    "xavier-out": (ORANGE, "deep", "star-diamond"),
    "kaiming-out": (SKY, "deep", "star-triangle-up"),
    "lecun": (GREEN, "deep", "cross"),
    "orthogonal": (BLUE, "deep", "hourglass"),
}
APART: dict[str, tuple[str, str]] = {
    "delta-orthogonal": (ORANGE, "deep"),
    "lsuv": (PURPLE, "deep"),
}
"""Hues of schemes that would else look like the one that they are mostly compared with."""
HUES = (SKY, ORANGE, GREEN, PURPLE, BLUE, YELLOW)
MARKERS = ("star", "bowtie", "star-square", "octagon", "triangle-left", "triangle-right")
DASHES = ("dot", "dashdot", "longdashdot")
OF_A_MODULE: dict[str, tuple[str, str, str]] = {
    "as built": (BLUE, "plain", "circle"),
    "healthy twin": (GREY, "plain", "square"),
}
"""Never on a figure with schemes."""


LEAST_CONTRAST: dict[Theme, float] = {"light": 2.0, "dark": 4.5}
"""Of lines against the page: light colors shine on white less than dark ones drown on black."""


@dataclass(frozen=True, slots=True)
class Style:
    """How one scheme is drawn.

    Attributes:
        line: Color of its lines and markers.
        text: The same hue with a contrast of at least 4.5 to 1 against the page, for words.
        dash: Dash of its lines; plain ``dash`` is kept for theory.
        marker: Its marker.
    """

    line: str
    text: str
    dash: str
    marker: str

    def fill(self, opacity: float) -> str:
        """Return the line color with an opacity, for bands."""
        red, green, blue = _channels(self.line)
        return f"rgba({red},{green},{blue},{opacity:g})"


@lru_cache(maxsize=512)
def style_of(label: str, theme: Theme) -> Style:
    """Return the style of a scheme from its label alone, so that it never depends on its neighbors."""
    named = NAMED | OF_A_MODULE
    hue, tone, marker = named.get(label) or _derived(label)
    dash = "solid" if label in named else DASHES[_digest(label, "dash") % len(DASHES)]
    ink = INKS[theme]
    line = _reach_contrast(_deepen(hue, ink) if tone == "deep" else hue, ink, LEAST_CONTRAST[theme])
    return Style(line=line, text=_reach_contrast(line, ink, 4.5), dash=dash, marker=marker)


def style_by_depth(label: str, theme: Theme, depth: float) -> Style:
    """Return the scheme's style for a layer, ``depth`` from 0 at the inputs to 1: the deeper, the darker its hue."""
    style, ink = style_of(label, theme), INKS[theme]
    near, far = _mix(style.line, ink.paper, 0.45), _mix(style.line, ink.text, 0.45)
    line = _reach_contrast(_mix(near, far, depth), ink, LEAST_CONTRAST[theme])
    return Style(line, _reach_contrast(line, ink, 4.5), style.dash, style.marker)


def translucent(color: str, opacity: float) -> str:
    """Return a ``#rrggbb`` color with an opacity."""
    red, green, blue = _channels(color)
    return f"rgba({red},{green},{blue},{opacity:g})"


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _derived(label: str) -> tuple[str, str, str]:
    hue, tone = APART.get(label) or (
        HUES[_digest(label, "hue") % len(HUES)],
        ("plain", "deep")[_digest(label, "tone") % 2],
    )
    return hue, tone, MARKERS[_digest(label, "marker") % len(MARKERS)]


def _digest(label: str, purpose: str) -> int:
    return zlib.crc32(f"{purpose}:{label}".encode(errors="replace"))


def _deepen(color: str, ink: Ink) -> str:
    return _mix(color, ink.text, 0.38)


def _reach_contrast(color: str, ink: Ink, ratio: float) -> str:
    amount = 0.0
    mixed = color
    while contrast(mixed, ink.paper) < ratio and amount < 1:
        amount += 0.02
        mixed = _mix(color, ink.text, amount)
    return mixed


def _mix(color: str, other: str, amount: float) -> str:
    pairs = zip(_channels(color), _channels(other), strict=True)
    mixed = (round(a + (b - a) * min(amount, 1.0)) for a, b in pairs)
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    linear = [
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
