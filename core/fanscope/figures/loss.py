"""Loss over steps, one curve a scheme, beside theory at step 0 and the loss of a guess."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.canvas import Canvas, Figure, meta
from fanscope.figures.curves import Curve, curve_traces, theory_mark, values_of
from fanscope.figures.empty import draw_empty
from fanscope.figures.endings import Ending, label_width, name_endings
from fanscope.figures.faults import divergence_notes, wrap
from fanscope.figures.only_step import OnlyStepAxis, recorded_axis
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.palette import style_of
from fanscope.figures.scales import ValueScale, value_scale
from fanscope.figures.selection import Selection, select
from fanscope.figures.spacing import spread_steps
from fanscope.figures.step_axis import StepAxis
from fanscope.layout import lay_out
from fanscope.over_seeds import over_seeds
from fanscope.result import ExperimentResult
from fanscope.seed_track import SeedTrack
from fanscope.spec import ExperimentSpec, Loss
from fanscope.theory.prediction import Estimate
from fanscope.wording import plain, say, say_seeds

INFO = FigureInfo(
    name="loss",
    title="Loss",
    question="Which scheme learns, how fast, and does the loss start where it should?",
    options=("scale",),
)
COLUMNS = ["scheme", "step", "median", "min", "max", "non-finite seeds"]
UNITS: dict[Loss, str] = {
    "cross-entropy": "loss (nats per example)",
    "mean-squared-error": "loss (mean squared error)",
}
THEORY = "Dashed at step 0: theory with its 95 % interval. "
MOST_POINTS = 160
STEPS_IN_TABLE = 8
BOTTOM_PX = 58


def loss(result: ExperimentResult, options: FigureOptions) -> Figure:
    """Return the figure: each point is the mean batch loss of the steps since the point before it."""
    selection = select(result, options)
    curves = [
        curve for scheme in selection.schemes if (curve := _read(selection, scheme)) is not None
    ]
    if not curves:
        return draw_empty(selection, options, INFO, COLUMNS)
    canvas = Canvas(options)
    guess = _guess(result.spec)
    predicted = _predicted(selection)
    values = [*values_of(curves), *guess, *(e.value for e in predicted)]
    scale = value_scale(values, options.scale, "log")
    steps = recorded_axis(selection, (int(step) for curve in curves for step in curve.steps))
    for estimate in predicted:
        canvas.data += theory_mark(
            estimate.low, estimate.value, estimate.high, scale, steps, options, {}
        )
    for curve in curves:
        canvas.data += curve_traces(curve, scale, steps, options, noun="loss", place={})
    canvas.data += [_guess_line(canvas, value, steps) for value in guess]
    return _finish(canvas, selection, curves, result.spec, scale, steps)


def _read(selection: Selection, scheme: str) -> Curve | None:
    tracks = [track for track in selection.tracks(scheme) if track.losses.size]
    if not tracks:
        return None
    longest = max(track.losses.size for track in tracks)
    steps = spread_steps(np.arange(longest), MOST_POINTS)
    values = np.array([_means_since(track, steps) for track in tracks])
    return Curve(scheme, steps, over_seeds(values), len(tracks))


def _means_since(track: SeedTrack, steps: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the mean loss of the steps after the point before, up to and with each point's own step.

    So the last point averages as many steps as its neighbors, and step 0 stands alone. A point is
    infinite where any of its losses is, NaN where the run has not reached it.
    """
    losses = np.where(np.isfinite(track.losses), track.losses, np.inf).astype(np.float64)
    firsts = np.concatenate([[0], steps[:-1] + 1])
    begun = firsts < losses.size
    sums = np.add.reduceat(losses, firsts[begun])
    means = np.full(steps.size, np.nan)
    means[begun] = sums / (np.minimum(steps[begun], losses.size - 1) - firsts[begun] + 1)
    means[(steps >= losses.size) & ~np.isinf(means)] = np.nan
    return means


def _finish(
    canvas: Canvas,
    selection: Selection,
    curves: list[Curve],
    spec: ExperimentSpec,
    scale: ValueScale,
    steps: StepAxis,
) -> Figure:
    options = canvas.options
    characters = 14 if options.narrow else 28
    room = options.line_characters
    is_start = isinstance(steps, OnlyStepAxis)
    top = canvas.write_above(
        wrap(
            f"{_say_curves(curves, is_start=is_start)}{_say_theory(selection)}{_say_guess(spec)}",
            room,
        )
        + divergence_notes(selection, canvas.ink, characters=room)
    )
    height = 200 if is_start else 260 if options.narrow else 340
    plot = max(height, 19 * len(curves))
    endings = [
        Ending(
            curve.scheme,
            style_of(curve.scheme, options.theme),
            steps.end_of(int(curve.steps[last])),
            scale.place(float(curve.seeds.median[last])),
        )
        for curve in curves
        if (last := curve.last) is not None
    ]
    canvas.annotations += name_endings(
        endings, span=(scale.low, scale.high), height=plot, most_characters=characters
    )
    canvas.axes["xaxis"] = steps.axis(canvas.ink, most=3 if options.narrow else 7, name=steps.words)
    canvas.axes["yaxis"] = scale.axis(canvas.ink, UNITS[spec.loss])
    names = [curve.scheme for curve in curves]
    return canvas.finish(
        height=plot + top + BOTTOM_PX,
        margin={"l": 64, "r": label_width(names, characters), "t": top, "b": BOTTOM_PX},
        meta=meta(INFO.title, _summary(curves), COLUMNS, _rows(curves)),
    )


def _say_curves(curves: list[Curve], *, is_start: bool) -> str:
    seeds = say_seeds(max(curve.number for curve in curves))
    if is_start:
        return f"Batch loss at step 0. Mark: median of {seeds}; bar: least to greatest. "
    return f"Batch loss{_say_averaging(curves)}. Line: median of {seeds}; band: least to greatest. "


def _say_averaging(curves: list[Curve]) -> str:
    """Return how many steps a point stands for at most; nothing where every step has a point."""
    most = max(int(np.diff(curve.steps).max(initial=1)) for curve in curves)
    return f", mean of the steps since the point before (at most {most})" if most > 1 else ""


def _say_theory(selection: Selection) -> str:
    return THEORY if any(_predicted(selection)) else "Theory does not know this loss. "


def _predicted(selection: Selection) -> list[Estimate]:
    """Return what theory says of the loss at step 0, where it says anything."""
    predictions = map(selection.result.predictions.get, selection.schemes)
    return [one.loss for one in predictions if one is not None and one.loss is not None]


def _guess(spec: ExperimentSpec) -> tuple[float, ...]:
    """Return the loss of a uniform guess, ln(classes); none where there are no classes to guess."""
    return (math.log(lay_out(spec.network).output[-1]),) if spec.loss == "cross-entropy" else ()


def _say_guess(spec: ExperimentSpec) -> str:
    return "".join(f"Dotted: a uniform guess, {say(value)}." for value in _guess(spec))


def _guess_line(canvas: Canvas, guess: float, steps: StepAxis) -> Figure:
    """Return the loss of a uniform guess, ln(classes), as a dotted line."""
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [steps.range[0], steps.end_of(steps.last)],
        "y": [guess, guess],
        "line": {"color": canvas.ink.muted, "width": 1, "dash": "1.5px,3px"},
        "hoverinfo": "skip",
    }


def _rows(curves: list[Curve]) -> list[list[object]]:
    return [
        [
            curve.scheme,
            int(curve.steps[index]),
            *(plain(float(side[index])) for side in curve.seeds[:3]),
            int(curve.seeds.broken[index]),
        ]
        for curve in curves
        for index in np.searchsorted(
            curve.steps, spread_steps(curve.steps, STEPS_IN_TABLE)
        ).tolist()
    ]


def _summary(curves: list[Curve]) -> str:
    parts = []
    for curve in curves:
        last = curve.last
        if last is None:
            parts.append(f"{curve.scheme} non-finite from the start")
            continue
        first, end = float(curve.seeds.median[0]), float(curve.seeds.median[last])
        if curve.steps[last] == 0:
            parts.append(f"{curve.scheme} {say(end)} at step 0")
            continue
        parts.append(f"{curve.scheme} {say(first)} → {say(end)} at step {int(curve.steps[last])}")
    return f"Loss, median over seeds: {'; '.join(parts)}."
