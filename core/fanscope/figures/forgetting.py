"""What is left of each task while the others are learned: one panel a task, one curve a scheme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fanscope.figures.canvas import Canvas, Figure, meta
from fanscope.figures.curves import Curve, curve_traces, values_of
from fanscope.figures.empty import draw_empty
from fanscope.figures.even_steps import EvenStepAxis
from fanscope.figures.faults import divergence_notes, wrap
from fanscope.figures.grid import Cell, Grid
from fanscope.figures.headings import scheme_key
from fanscope.figures.merging import recorded_steps
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.panel_words import words_above
from fanscope.figures.scales import ValueScale, value_scale
from fanscope.figures.selection import Selection, select
from fanscope.figures.spacing import spread_out, spread_steps
from fanscope.over_seeds import over_seeds
from fanscope.result import ExperimentResult
from fanscope.task_schedule import TaskSchedule
from fanscope.wording import plain, say

INFO = FigureInfo(
    name="forgetting",
    title="Forgetting",
    question="Does the network still know the earlier tasks while it learns the later ones?",
    options=("scale",),
    for_tasks=True,
)
COLUMNS = ["scheme", "task", "step", "median", "min", "max", "non-finite seeds"]
MOST_TASKS = 9
MOST_STEPS = 120
STEPS_IN_TABLE = 12
FOOT_PX = 34
BOTTOM_PX = 52

Panels = dict[int, list[Curve]]
"""The schemes' curves by task."""


def forgetting(result: ExperimentResult, options: FigureOptions) -> Figure:
    """Return the figure; panels share both axes, and the time in which a panel's own task is learned is shaded."""
    selection = select(result, options)
    schedule = result.spec.schedule
    panels: Panels = {
        task: [
            curve
            for scheme in selection.schemes
            if (curve := _read(selection, scheme, task)) is not None
        ]
        for task in spread_out(range(schedule.tasks), MOST_TASKS)
    }
    if not any(panels.values()):
        nothing = "This experiment has one task, so there is nothing to forget."
        return draw_empty(selection, options, INFO, COLUMNS, nothing=nothing)
    return _draw(selection, panels, schedule, options)


def _read(selection: Selection, scheme: str, task: int) -> Curve | None:
    name = f"task.{task}"
    tracks = [track for track in selection.tracks(scheme) if track.has(name, "task_loss")]
    if not tracks:
        return None
    steps = spread_steps(recorded_steps(tracks), MOST_STEPS)
    values = np.full((len(tracks), steps.size), np.nan)
    for row, track in enumerate(tracks):
        indices = track.indices_of(steps)
        losses = track.column(name, "task_loss", "mean")
        values[row] = np.where(indices >= 0, losses[indices], np.nan)
    return Curve(scheme, steps, over_seeds(values), len(tracks))


def _draw(
    selection: Selection, panels: Panels, schedule: TaskSchedule, options: FigureOptions
) -> Figure:
    canvas = Canvas(options)
    scale = value_scale(
        values_of([c for panel in panels.values() for c in panel]), options.scale, "log"
    )
    grid = Grid(
        blocks=1,
        panels=len(panels),
        columns=min(len(panels), 1 if options.narrow else 3),
        heading_px=0,
        caption_px=24,
        panel_px=130 if options.narrow else 200,
        foot_px=FOOT_PX,
        gap=0.025,
    )
    tasks = tuple(panels)
    for cell in grid.cells():
        task = tasks[cell.index]
        _draw_panel(canvas, cell, task, panels[task], scale, schedule)
    characters = options.line_characters
    top = canvas.write_above(
        scheme_key(selection.schemes, options)
        + wrap(
            "Mean loss over the test examples of each task. Line: median of the seeds; band: least to greatest. "
            "Shaded: the steps in which this task is learned.",
            characters,
        )
        + divergence_notes(selection, canvas.ink, characters=characters)
    )
    canvas.write_below("training step; a tick where a task begins")
    return canvas.finish(
        height=grid.height + top + BOTTOM_PX,
        margin={"l": 54, "r": 16, "t": top, "b": BOTTOM_PX},
        meta=meta(INFO.title, _summary(panels, schedule), COLUMNS, _rows(panels)),
    )


def _draw_panel(
    canvas: Canvas,
    cell: Cell,
    task: int,
    curves: Sequence[Curve],
    scale: ValueScale,
    schedule: TaskSchedule,
) -> None:
    steps = EvenStepAxis(first=1, last=max(schedule.num_updates, 1), every=schedule.steps_per_task)
    x_axis, y_axis = cell.axes
    canvas.shapes.append(_shade(canvas, cell, task, schedule))
    for curve in curves:
        canvas.data += curve_traces(
            curve,
            scale,
            steps,
            canvas.options,
            noun=f"task {task + 1}: loss",
            place={"xaxis": x_axis, "yaxis": y_axis},
        )
    canvas.annotations.append(words_above(f"task {task + 1}", cell, canvas.ink.text))
    values = scale.axis(canvas.ink, None, ticks=5) | {"showticklabels": cell.column == 0}
    canvas.axes |= cell.place(steps.axis(canvas.ink, most=4, name=None), values)


def _shade(canvas: Canvas, cell: Cell, task: int, schedule: TaskSchedule) -> Figure:
    x_axis, y_axis = cell.axes
    return {
        "type": "rect",
        "xref": x_axis,
        "yref": f"{y_axis} domain",
        "x0": schedule.first_step_of(task),
        "x1": schedule.first_step_of(task + 1),
        "y0": 0,
        "y1": 1,
        "fillcolor": canvas.ink.grid,
        "line": {"width": 0},
        "layer": "below",
    }


def _rows(panels: Panels) -> list[list[object]]:
    return [
        [
            curve.scheme,
            task + 1,
            int(curve.steps[index]),
            *(plain(float(side[index])) for side in curve.seeds[:3]),
            int(curve.seeds.broken[index]),
        ]
        for task, panel in panels.items()
        for curve in panel
        for index in np.searchsorted(
            curve.steps, spread_steps(curve.steps, STEPS_IN_TABLE)
        ).tolist()
    ]


def _summary(panels: Panels, schedule: TaskSchedule) -> str:
    """Return by how much each scheme's loss of the first task has grown since it was learned."""
    parts = []
    for curve in panels[0]:
        learned = int(np.searchsorted(curve.steps, schedule.first_step_of(1), side="right")) - 1
        before, after = (float(curve.seeds.median[index]) for index in (learned, -1))
        parts.append(f"{curve.scheme} {say(before)} → {say(after)}")
    return f"Loss of task 1 when it was learned and at the last recorded step: {'; '.join(parts)}."
