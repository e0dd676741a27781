"""A picture for places without a browser: how signal, difference and gradient change with depth, as a small SVG.

Fanscope's figures are Plotly dictionaries, and turning one into a file takes kaleido and a Chrome, which CI machines do not
have; matplotlib would add 40 MB of packages for one line chart. This writes that chart itself: a panel for each of the three things that
every verdict looks at, a line a scheme, layers on x, a logarithmic y, the healthy network dashed. Colors are those of
:mod:`fanscope.figures.palette`; both themes are in the file and follow the reader's (``prefers-color-scheme``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.sax.saxutils import escape

from fanscope.checks.profile import Column, Profile
from fanscope.checks.visible import visible
from fanscope.figures.options import Theme
from fanscope.figures.palette import INKS, style_of

WIDTH, LEFT, RIGHT = 720, 64, 190
TOP, HEIGHT, BOTTOM = 40, 150, 52
LABEL = 15.0
"""Height of a label at the end of a line, in pixels."""
MOST_TICKS = 5
LONGEST = 21
LARGEST_POWER = 300
"""Of ten, on the axis: what is beyond it is drawn at its end."""
THEMES: tuple[Theme, ...] = ("light", "dark")


def _difference(profile: Profile) -> Column:
    return tuple(None if each is None else 1.0 - each for each in profile.mean_cosine)


PANELS: tuple[tuple[str, Callable[[Profile], Column]], ...] = (
    ("Signal: E[y²] of the pre-activations", lambda profile: profile.second_moment),
    ("Difference: 1 − cosine between two inputs", _difference),
    ("Gradient: E[∂²] by the pre-activations", lambda profile: profile.gradient),
)


def draw(profiles: Sequence[Profile], *, failing: Sequence[str] = ()) -> str:
    """Return the SVG; a panel of which nothing was measured is left out.

    Args:
        profiles: The schemes, all over the same layers.
        failing: Labels that are marked as failed.

    Raises:
        ValueError: There is no profile.
    """
    if not profiles:
        raise ValueError("there is nothing to draw")
    body: list[str] = []
    top = 0
    for index, (title, read) in enumerate(PANELS):
        lines = tuple(read(profile) for profile in profiles)
        if index and not any(map(_known, lines)):
            continue
        panel = _Panel(title, top, lines, profiles[0].healthy if index == 0 else ())
        body += _draw_panel(panel, profiles, failing)
        top += panel.height
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top}" '
            f'width="{WIDTH}" height="{top}" role="img" font-family="system-ui, sans-serif" font-size="13">',
            f"<title>{escape(_describe(profiles))}</title>",
            f"<style>{_stylesheet(profiles)}</style>",
            f'<rect width="{WIDTH}" height="{top}" class="paper"/>',
            *body,
            "</svg>\n",
        ]
    )


@dataclass(frozen=True, slots=True)
class _Panel:
    """One quantity over the layers, and where on the picture it lies.

    Attributes:
        title: What it shows.
        top: Its upper edge, in pixels.
        lines: The numbers of each scheme.
        healthy: Those of the healthy network, empty where unknown.
    """

    title: str
    top: int
    lines: tuple[Column, ...]
    healthy: Column

    @property
    def plot_top(self) -> float:
        return self.top + TOP

    @property
    def plot_bottom(self) -> float:
        return self.plot_top + max(HEIGHT, LABEL * (len(self.lines) + 1))

    @property
    def height(self) -> int:
        return int(self.plot_bottom) - self.top + BOTTOM

    @property
    def powers(self) -> tuple[int, int]:
        """The powers of ten at the ends of the axis."""
        logs = [log10(each) for line in (*self.lines, self.healthy) for each in _known(line)]
        low = max(floor(min(logs, default=0.0)), -LARGEST_POWER)
        high = min(ceil(max(logs, default=0.0)), LARGEST_POWER)
        return (low, high) if high - low >= 2 else (low - 1, high + 1)

    def x(self, index: int) -> float:
        """Return the place of a layer."""
        number = max(map(len, self.lines))
        share = index / (number - 1) if number > 1 else 0.5
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Return the place of a positive number."""
        low, high = self.powers
        share = (log10(value) - low) / (high - low)
        return self.plot_bottom - min(max(share, 0.0), 1.0) * (self.plot_bottom - self.plot_top)


def _known(column: Column) -> list[float]:
    """Return the numbers that a logarithmic axis can show."""
    return [value for value in column if value is not None and value > 0]


def _describe(profiles: Sequence[Profile]) -> str:
    names = ", ".join(visible(profile.scheme) for profile in profiles)
    return f"Signal, difference between inputs and gradient by layer at step 0: {names}; dashed: the healthy network"


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


def _draw_panel(panel: _Panel, profiles: Sequence[Profile], failing: Sequence[str]) -> list[str]:
    dashes = f'<path d="{_path(panel, panel.healthy)}" class="theory" fill="none" stroke-dasharray="5 4"/>'
    return [
        f'<text x="{LEFT}" y="{panel.top + 20}" class="text">{panel.title}</text>',
        *_y_axis(panel),
        *_x_axis(panel, profiles[0].layers),
        *([dashes] if _known(panel.healthy) else []),
        *(_line(panel, index, line) for index, line in enumerate(panel.lines)),
        *_labels(panel, [profile.scheme for profile in profiles], failing),
    ]


def _y_axis(panel: _Panel) -> list[str]:
    low, high = panel.powers
    parts = []
    for power in range(low, high + 1, max(1, ceil((high - low) / MOST_TICKS))):
        y = panel.y(10.0**power)
        parts += [
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>',
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end" class="muted">{_power(power)}</text>',
        ]
    return parts


def _x_axis(panel: _Panel, layers: Sequence[str]) -> list[str]:
    last = len(layers) - 1
    shown = dict.fromkeys((0, last // 2, last) if last > 3 else (0, last))
    return [
        f'<text x="{panel.x(index):.1f}" y="{panel.plot_bottom + 20:.1f}" text-anchor="middle" class="muted">'
        f"{escape(_shorten(layers[index]))}</text>"
        for index in shown
        if layers
    ]


def _line(panel: _Panel, index: int, values: Column) -> str:
    dots = "".join(
        f'<circle cx="{panel.x(i):.1f}" cy="{panel.y(value):.1f}" r="3" class="d{index}"/>'
        for i, value in enumerate(values)
        if value is not None and value > 0
    )
    path = f'<path d="{_path(panel, values)}" class="s{index}" fill="none" stroke-width="2"/>'
    return path + dots


def _path(panel: _Panel, values: Column) -> str:
    """Return the line through what is known; it is broken where a number is zero or not finite."""
    parts: list[str] = []
    is_down = False
    for index, value in enumerate(values):
        if value is None or value <= 0:
            is_down = False
            continue
        parts.append(f"{'L' if is_down else 'M'}{panel.x(index):.1f} {panel.y(value):.1f}")
        is_down = True
    return " ".join(parts)


def _labels(panel: _Panel, names: Sequence[str], failing: Sequence[str]) -> list[str]:
    """Return the name of each line at its end, moved apart where two would overlap."""
    wanted = [
        (_end(panel, line), f"t{index}", name, name in failing)
        for index, (line, name) in enumerate(zip(panel.lines, names, strict=True))
    ]
    if _known(panel.healthy):
        wanted.append((_end(panel, panel.healthy), "says", "healthy network", False))
    parts, above = [], panel.plot_top - LABEL
    lowest = panel.plot_bottom - LABEL * (len(wanted) - 1)
    for place, (y, ink, name, is_failing) in enumerate(sorted(wanted)):
        above = min(max(y, above + LABEL), lowest + LABEL * place)
        mark = '<tspan class="fault"> ✗</tspan>' if is_failing else ""
        parts.append(
            f'<text x="{WIDTH - RIGHT + 12}" y="{above + 4:.1f}" class="{ink}">{escape(_shorten(name))}{mark}</text>'
        )
    return parts


def _end(panel: _Panel, values: Column) -> float:
    known = _known(values)
    return panel.y(known[-1]) if known else panel.plot_bottom


def _power(power: int) -> str:
    superscripts = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    return "1" if power == 0 else "10" + str(power).translate(superscripts)


def _shorten(name: str) -> str:
    shown = visible(name)
    return shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
