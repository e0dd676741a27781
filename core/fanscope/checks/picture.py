"""A picture for places without a browser: the depth profile of every scheme as a small SVG.

Fanscope's figures are Plotly dictionaries, and turning one into a file takes kaleido and a Chrome, which CI machines do not
have; matplotlib would add 40 MB of packages for one line chart. This writes that one chart itself: a line a scheme, layers
on x, the pre-activations' second moment on a logarithmic y, the healthy network dashed. Colors are those of
:mod:`fanscope.figures.palette`; both themes are in the file and follow the reader's (``prefers-color-scheme``).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from xml.sax.saxutils import escape

from fanscope.checks.profile import Profile
from fanscope.checks.visible import visible
from fanscope.figures.options import Theme
from fanscope.figures.palette import INKS, style_of

WIDTH, ROW = 720, 22
LEFT, RIGHT, TOP, BOTTOM = 64, 190, 40, 52
PLOT_HEIGHT = 260
MOST_TICKS = 7
LONGEST = 24
LARGEST_POWER = 300
"""Of ten, on the axis: what is beyond it is drawn at its end."""
LEAST_GAP = 15.0
"""Between two labels at the ends of lines, in pixels."""
THEMES: tuple[Theme, ...] = ("light", "dark")


def draw(profiles: Sequence[Profile], *, failing: Sequence[str] = ()) -> str:
    """Return the SVG.

    Args:
        profiles: The schemes, all over the same layers.
        failing: Labels that are marked as failed.

    Raises:
        ValueError: There is no profile.
    """
    if not profiles:
        raise ValueError("there is nothing to draw")
    frame = _Frame(profiles)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {frame.height}" '
        f'width="{WIDTH}" height="{frame.height}" role="img" font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{escape(_describe(profiles))}</title>",
        f"<style>{_stylesheet(profiles)}</style>",
        f'<rect width="{WIDTH}" height="{frame.height}" class="paper"/>',
        f'<text x="{LEFT}" y="20" class="text">E[y²] of the pre-activations at step 0, by layer</text>',
        *_axes(frame, profiles[0].layers),
        *_healthy(frame, profiles[0]),
        *(_line(frame, index, profile) for index, profile in enumerate(profiles)),
        *_labels(frame, profiles, failing),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Frame:
    """From layers and numbers to pixels."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.num_layers = max(len(profile.layers) for profile in profiles)
        rows = len(profiles) + 1
        self.bottom = TOP + max(PLOT_HEIGHT, ROW * rows)
        self.height = self.bottom + BOTTOM
        logs = [
            log10(value)
            for profile in profiles
            for value in profile.drawn
            if value is not None and value > 0
        ] or [0.0]
        self.low = max(floor(min(logs)), -LARGEST_POWER)
        self.high = min(ceil(max(logs)), LARGEST_POWER)
        if self.high - self.low < 2:
            self.low, self.high = self.low - 1, self.high + 1

    def x(self, index: int) -> float:
        """Return the place of a layer."""
        share = index / (self.num_layers - 1) if self.num_layers > 1 else 0.5
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Return the place of a positive number."""
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.bottom - min(max(share, 0.0), 1.0) * (self.bottom - TOP)


def _describe(profiles: Sequence[Profile]) -> str:
    names = ", ".join(visible(profile.scheme) for profile in profiles)
    return f"Second moment of the pre-activations by layer at step 0: {names}; dashed: the healthy network"


def _stylesheet(profiles: Sequence[Profile]) -> str:
    light, dark = (_rules(theme, profiles) for theme in THEMES)
    return f"{light}@media (prefers-color-scheme: dark){{{dark}}}"


def _rules(theme: Theme, profiles: Sequence[Profile]) -> str:
    ink = INKS[theme]
    fixed = (
        f".paper{{fill:{ink.paper}}}.text{{fill:{ink.text}}}.muted{{fill:{ink.muted}}}"
        f".grid{{stroke:{ink.grid}}}.theory{{stroke:{ink.theory}}}.says{{fill:{ink.theory}}}.fault{{fill:{ink.fault}}}"
    )
    styles = [style_of(profile.scheme, theme) for profile in profiles]
    return fixed + "".join(
        f".s{i}{{stroke:{style.line}}}.d{i}{{fill:{style.line}}}.t{i}{{fill:{style.text}}}"
        for i, style in enumerate(styles)
    )


def _axes(frame: _Frame, layers: Sequence[str]) -> list[str]:
    step = max(1, ceil((frame.high - frame.low) / MOST_TICKS))
    parts = []
    for power in range(frame.low, frame.high + 1, step):
        y = frame.y(10.0**power)
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
        )
        parts.append(
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" class="muted">{_power(power)}</text>'
        )
    shown = [0] if frame.num_layers == 1 else [0, frame.num_layers - 1]
    if frame.num_layers > 4:
        shown.insert(1, (frame.num_layers - 1) // 2)
    for index in shown:
        name = escape(_shorten(layers[index])) if index < len(layers) else ""
        parts.append(
            f'<text x="{frame.x(index):.1f}" y="{frame.bottom + 20}" text-anchor="middle" class="muted">{name}</text>'
        )
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.1f}" y="{frame.bottom + 40}" text-anchor="middle" class="muted">layer</text>'
    )
    return parts


def _healthy(frame: _Frame, profile: Profile) -> list[str]:
    path = _path(frame, profile.healthy)
    return [f'<path d="{path}" class="theory" fill="none" stroke-dasharray="5 4"/>'] if path else []


def _line(frame: _Frame, index: int, profile: Profile) -> str:
    path = _path(frame, profile.second_moment)
    dots = "".join(
        f'<circle cx="{frame.x(i):.1f}" cy="{frame.y(value):.1f}" r="3" class="d{index}"/>'
        for i, value in enumerate(profile.second_moment)
        if value is not None and value > 0
    )
    return f'<path d="{path}" class="s{index}" fill="none" stroke-width="2"/>{dots}'


def _path(frame: _Frame, values: Sequence[float | None]) -> str:
    """Return the line through what is known; it is broken where a number is zero or not finite."""
    parts: list[str] = []
    is_down = False
    for index, value in enumerate(values):
        if value is None or value <= 0:
            is_down = False
            continue
        parts.append(f"{'L' if is_down else 'M'}{frame.x(index):.1f} {frame.y(value):.1f}")
        is_down = True
    return " ".join(parts)


def _labels(frame: _Frame, profiles: Sequence[Profile], failing: Sequence[str]) -> list[str]:
    """Return the name of each line at its end, moved apart where two would overlap."""
    wanted = [
        (_end(frame, profile.second_moment), f"t{index}", profile.scheme)
        for index, profile in enumerate(profiles)
    ]
    wanted.append((_end(frame, profiles[0].healthy), "says", "healthy network"))
    parts, above = [], TOP - LEAST_GAP
    lowest = frame.bottom - LEAST_GAP * (len(wanted) - 1)
    for place, (y, ink, name) in enumerate(sorted(wanted)):
        above = min(max(y, above + LEAST_GAP), lowest + LEAST_GAP * place)
        mark = '<tspan class="fault"> ✗</tspan>' if name in failing else ""
        parts.append(
            f'<text x="{WIDTH - RIGHT + 12}" y="{above + 4:.1f}" class="{ink}">{escape(_shorten(name))}{mark}</text>'
        )
    return parts


def _end(frame: _Frame, values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None and value > 0]
    return frame.y(known[-1]) if known else float(frame.bottom)


def _power(power: int) -> str:
    superscripts = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return "1" if power == 0 else "10" + str(power).translate(superscripts)


def _shorten(name: str) -> str:
    shown = visible(name)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
