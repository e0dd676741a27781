"""The drawing shared by the figures that show one statistic by depth."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fanscope.figures.canvas import Canvas, Figure, meta
from fanscope.figures.depth_traces import measured_traces, theory_traces
from fanscope.figures.endings import Ending, label_width, name_endings
from fanscope.figures.faults import divergence_notes, nonfinite_marks, wrap
from fanscope.figures.layer_axis import layer_axis
from fanscope.figures.layer_mark import mark_layer
from fanscope.figures.options import FigureOptions
from fanscope.figures.palette import style_of
from fanscope.figures.profiles import Predicted, Profile, profile
from fanscope.figures.scales import ValueScale, value_scale
from fanscope.figures.selection import Selection, select
from fanscope.figures.words import escape
from fanscope.frames import Quantity, Statistic
from fanscope.result import Measured
from fanscope.wording import plain, say_seeds

BOTTOM_PX = 66


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure by depth is about.

    Attributes:
        heading: Title of the figure.
        axis: Title of the value axis, with its unit.
        noun: What a value is called in hover texts, e.g. ``second moment``.
        quantity: Probe quantity that is measured.
        statistic: Its statistic.
        predicted: Field of the prediction to compare with.
    """

    heading: str
    axis: str
    noun: str
    quantity: Quantity
    statistic: Statistic
    predicted: Predicted


@dataclass(frozen=True, slots=True, eq=False)
class DepthView:
    """What a figure by depth shows: one profile a scheme, at one step."""

    selection: Selection
    profiles: tuple[Profile, ...]
    step: int

    @property
    def measured(self) -> bool:
        """Whether any run has a frame to show."""
        return any(one.measured for one in self.profiles)


def view_by_depth(result: Measured, options: FigureOptions, subject: Subject) -> DepthView:
    """Return the profiles that the options ask for."""
    selection = select(result, options)
    step = selection.step_shown(options.step)
    profiles = tuple(
        profile(
            selection,
            scheme,
            step=step,
            quantity=subject.quantity,
            statistic=subject.statistic,
            predicted=subject.predicted,
        )
        for scheme in selection.schemes
    )
    return DepthView(selection, profiles, step)


def draw_by_depth(
    view: DepthView, options: FigureOptions, subject: Subject, summary: str
) -> Figure:
    """Return the figure: median and band of the seeds in color, theory dashed with its interval."""
    canvas = Canvas(options)
    scale = value_scale(_values(view.profiles), options.scale, "log")
    for one in view.profiles:
        canvas.data += theory_traces(one, options, scale, crowd=len(view.profiles))
    for one in view.profiles:
        canvas.data += measured_traces(one, options, subject.noun, scale)
    canvas.data += _faults(canvas, view, scale)

    characters = 14 if options.narrow else 28
    room = [""] if options.mark in view.selection.layers else []
    top = canvas.write_above(_key(view, canvas) + room)
    plot = max(340 if options.narrow else 400, 19 * len(view.profiles))
    canvas.annotations += name_endings(
        [ending for one in view.profiles for ending in _ending(one, options, scale)],
        span=(scale.low, scale.high),
        height=plot,
        most_characters=characters,
    )
    mark_layer(canvas, view.selection.layers, options.mark)
    left = 64 if options.narrow else 76
    right = label_width([one.scheme for one in view.profiles], characters)
    canvas.axes["xaxis"] = layer_axis(
        view.selection.result, view.selection.layers, options, margins=left + right
    )
    canvas.axes["yaxis"] = scale.axis(canvas.ink, subject.axis)
    margin = {"l": left, "r": right, "t": top, "b": BOTTOM_PX}
    numbers = meta(subject.heading, summary, *_table(view))
    return canvas.finish(height=plot + top + BOTTOM_PX, margin=margin, meta=numbers)


def _values(profiles: Sequence[Profile]) -> Iterator[float]:
    for one in profiles:
        for side in (one.median, one.low, one.high):
            yield from side.tolist()
        for estimate in one.theory:
            if estimate:
                yield from (estimate.value, estimate.low, estimate.high)


def _key(view: DepthView, canvas: Canvas) -> list[str]:
    characters = canvas.options.line_characters
    if view.measured:
        seeds = max(one.seeds for one in view.profiles)
        band = ", band from least to greatest" if seeds > 1 else ""
        words = f"Step {view.step}. Marks: median of {say_seeds(seeds)}{band}. "
    else:
        words = "Predicted, before anything runs. "
    words += _say_theory(view.profiles)
    notes = divergence_notes(view.selection, canvas.ink, characters=characters)
    return wrap(words, characters) + notes


def _say_theory(profiles: Sequence[Profile]) -> str:
    """Return what the dashes are, and in how many layers theory says something."""
    layers = len(profiles[0].layers)
    known = [sum(estimate is not None for estimate in one.theory) for one in profiles]
    if not any(known):
        return "Theory says nothing about these layers."
    words = "Dashed: theory at step 0 with its 95 % interval"
    least, most = min(known), max(known)
    if least == layers:
        return f"{words}."
    told = f"{most}" if least == most else f"{least} to {most}"
    return f"{words}; it speaks of {told} of {layers} layers and is silent about the rest."


def _ending(one: Profile, options: FigureOptions, scale: ValueScale) -> list[Ending]:
    style = style_of(one.scheme, options.theme)
    if one.measured:
        shown = [
            (x, one.median[x] if math.isfinite(one.median[x]) else math.inf)
            for x in range(len(one.layers))
            if math.isfinite(one.median[x]) or one.broken[x]
        ]
    else:
        shown = [(x, e.value) for x, e in enumerate(one.theory) if e]
    return [Ending(one.scheme, style, x, scale.place(value)) for x, value in shown[-1:]]


def _faults(canvas: Canvas, view: DepthView, scale: ValueScale) -> list[Figure]:
    """Return marks at the top for non-finite seeds, side by side where several schemes have them."""
    x: list[float] = []
    hover: list[str] = []
    for number, one in enumerate(view.profiles):
        for index in one.broken.nonzero()[0].tolist():
            x.append(index + 0.07 * (number - (len(view.profiles) - 1) / 2))
            hover.append(
                f"<b>{escape(one.scheme)}</b> {escape(one.layers[index])}<br>"
                f"non-finite in {one.broken[index]} of {say_seeds(one.seeds)}"
            )
    return [nonfinite_marks(x, [scale.top] * len(x), hover, canvas.ink)] if x else []


def _table(view: DepthView) -> tuple[list[str], list[list[object]]]:
    columns = ["scheme", "layer", "median", "min", "max", "non-finite seeds"]
    columns += ["predicted", "predicted low", "predicted high"]
    rows: list[list[object]] = [
        [
            one.scheme,
            layer,
            *(plain(float(side[index])) for side in (one.median, one.low, one.high)),
            int(one.broken[index]),
            *((plain(e.value), plain(e.low), plain(e.high)) if e else (None, None, None)),
        ]
        for one in view.profiles
        for index, (layer, e) in enumerate(zip(one.layers, one.theory, strict=True))
    ]
    return columns, rows
