"""The state of a figure that has nothing to draw: it says why, and what to do."""

from __future__ import annotations

from fanscope.figures.canvas import Canvas, Figure, meta, words
from fanscope.figures.faults import wrap
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.palette import INKS
from fanscope.figures.selection import Selection
from fanscope.figures.words import TEXT_PX

HEIGHT_PX = 260
NOT_RECORDED = "These runs did not record this quantity. Choose another quantity or other layers."


def draw_empty(
    selection: Selection,
    options: FigureOptions,
    info: FigureInfo,
    columns: list[str],
    *,
    nothing: str = NOT_RECORDED,
) -> Figure:
    """Return a figure without data that says what to do next; ``nothing``, what to say where there are frames."""
    ink = INKS[options.theme]
    sentence = advice(selection, nothing)
    lines = wrap(sentence, 38 if options.narrow else 90)
    canvas = Canvas(options)
    canvas.annotations.append(
        words(
            "<br>".join([f'<b><span style="color:{ink.text}">{info.title}</span></b>', *lines]),
            x=0.5,
            y=0.5,
            xref="paper",
            yref="paper",
            xanchor="center",
            yanchor="middle",
            align="center",
            font={"size": TEXT_PX + 1, "color": ink.muted},
        )
    )
    hidden = {"visible": False, "range": [0, 1], "fixedrange": True}
    canvas.axes |= {"xaxis": dict(hidden), "yaxis": dict(hidden)}
    canvas.data.append({"type": "scatter", "x": [], "y": [], "hoverinfo": "skip"})
    margin = {"l": 16, "r": 16, "t": 16, "b": 16}
    return canvas.finish(
        height=HEIGHT_PX, margin=margin, meta=meta(info.title, sentence, columns, [])
    )


def advice(selection: Selection, nothing: str = NOT_RECORDED) -> str:
    """Return why there is nothing to draw, and what to do."""
    runs = [run for scheme in selection.schemes for run in selection.runs(scheme)]
    statuses = {run.status for run in runs}
    if not runs:
        return "Nothing has been measured yet. Run the experiment: the first frame appears as soon as step 0 is recorded."
    if "running" in statuses:
        return "The first frame is being recorded; it appears here by itself."
    if "queued" in statuses:
        return "The runs wait for a worker; the first frame appears here by itself."
    if "failed" in statuses:
        return "The runs failed before their first frame. Read the error on the run, mend the spec, and run it again."
    if "cancelled" in statuses:
        return "The runs were cancelled before their first frame. Rerun the experiment to see them."
    return nothing
