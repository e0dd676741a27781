"""A project's checks in order: one line a layer, the seeds' band, and what became of each check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from fanscope.errors import NotFoundError, shorten
from fanscope.figures.canvas import Canvas, Figure, axis, meta, title
from fanscope.figures.endings import Ending, label_width, name_endings
from fanscope.figures.faults import wrap
from fanscope.figures.headings import scheme_name
from fanscope.figures.history_numbers import CheckNumbers
from fanscope.figures.history_traces import draw_faults, draw_layer, mark_checks
from fanscope.figures.layer_words import panel_names
from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.palette import style_by_depth
from fanscope.figures.scales import ValueScale, log_scale
from fanscope.figures.spacing import spread_out
from fanscope.figures.words import cut, escape
from fanscope.wording import plain

HistoryQuantity = Literal["second_moment", "between_input_var", "gradient"]
HISTORY_QUANTITIES: dict[HistoryQuantity, str] = {
    "second_moment": "second moment of the pre-activation",
    "between_input_var": "variance of the pre-activation between inputs",
    "gradient": "second moment of one example's loss gradient by the pre-activation",
}
AXIS_WORDS: dict[HistoryQuantity, str] = {
    "second_moment": "second moment",
    "between_input_var": "variance between inputs",
    "gradient": "second moment of gradients",
}
INFO = FigureInfo(
    name="check-history",
    title="History of a project's checks",
    question="Which commit changed the initialization?",
    options=("quantity",),
    quantities=tuple(HISTORY_QUANTITIES),
)
COLUMNS = ["check", "status", "layer", "median", "min", "max", "drifted"]
MOST_LAYERS = 8
MOST_CHOSEN = 24
LABEL_CHARACTERS = 9
BOTTOM_PX = 56
EMPTY = "No check has measured this yet. The first one that ends appears here."


def check_history(
    checks: Sequence[CheckNumbers],
    scheme: str,
    quantity: HistoryQuantity = "second_moment",
    options: FigureOptions | None = None,
) -> Figure:
    """Return the figure.

    Args:
        checks: Oldest first.
        scheme: Label of the scheme whose numbers these are.
        quantity: Which numbers these are.
        options: Layers, theme, narrow.

    Raises:
        NotFoundError: A layer that no check has.
    """
    options = options or FigureOptions()
    layers = _choose_layers(checks, options)
    canvas = Canvas(options)
    numbers = [each for check in checks for each in check.layers if each.layer in layers]
    scale = log_scale(value for each in numbers for value in (each.low, each.median, each.high))
    endings = []
    names = panel_names(layers)
    for place, layer in enumerate(layers):
        depth = place / max(1, len(layers) - 1)
        endings += draw_layer(
            canvas, checks, layer, names[layer], style_by_depth(scheme, options.theme, depth)
        )
    draw_faults(canvas, checks, layers, scale)
    mark_checks(canvas, checks)
    return _finish(canvas, checks, scheme, quantity, layers, endings, scale)


def _choose_layers(checks: Sequence[CheckNumbers], options: FigureOptions) -> tuple[str, ...]:
    """Return the layers to draw, input side first, as the newest check that has them orders them."""
    names = [each.layer for check in reversed(checks) for each in check.layers]
    known = tuple(dict.fromkeys(names))
    strangers = [layer for layer in options.layers if layer not in known]
    if strangers:
        choices = ", ".join(known)
        raise NotFoundError(f"no layer {shorten(strangers[0])} here; choose from: {choices}")
    chosen = tuple(layer for layer in known if layer in options.layers)
    return spread_out(chosen or known, MOST_CHOSEN if chosen else MOST_LAYERS)


def _finish(
    canvas: Canvas,
    checks: Sequence[CheckNumbers],
    scheme: str,
    quantity: HistoryQuantity,
    layers: Sequence[str],
    endings: list[Ending],
    scale: ValueScale,
) -> Figure:
    options = canvas.options
    total = len({each.layer for check in checks for each in check.layers})
    left_out = f" {len(layers)} of {total} layers, evenly spread." if len(layers) < total else ""
    sentence = (
        f"{HISTORY_QUANTITIES[quantity].capitalize()} at step 0. Line: median of the seeds; band: least to greatest. "
        f"Red: the check failed, under whichever scheme; red diamond: drifted from the baseline; dashed: the baseline."
        f"{_say_gaps(checks)}{left_out}{_say_elsewhere(checks, quantity)}"
    )
    lines = wrap(sentence if endings else EMPTY, options.line_characters)
    top = canvas.write_above([scheme_name(scheme, options, characters=30), *lines, " "])
    plot = max(260 if options.narrow else 320, 19 * len(endings))
    span = (scale.low, scale.high)
    canvas.annotations += name_endings(endings, span=span, height=plot, most_characters=14)
    canvas.axes["xaxis"] = _check_axis(canvas, checks)
    canvas.axes["yaxis"] = scale.axis(canvas.ink, f"{AXIS_WORDS[quantity]} (dimensionless, log)")
    margin = {
        "l": 64,
        "r": label_width([each.name for each in endings], 14),
        "t": top,
        "b": BOTTOM_PX,
    }
    numbers = meta(INFO.title, _summary(checks), COLUMNS, _rows(checks))
    return canvas.finish(height=plot + top + BOTTOM_PX, margin=margin, meta=numbers)


def _check_axis(canvas: Canvas, checks: Sequence[CheckNumbers]) -> Figure:
    """Return the axis on which check i stands at x = i, as many of them named as have room."""
    last = max(0, len(checks) - 1)
    stride = last // (4 if canvas.options.narrow else 10) + 1
    shown = range(last % stride, len(checks), stride)
    return axis(
        canvas.ink,
        type="linear",
        range=[-0.3, last + 0.3],
        tickvals=list(shown),
        ticktext=[escape(cut(checks[index].label, LABEL_CHARACTERS)) for index in shown],
        tickangle=0,
        showgrid=False,
        title=title("check, oldest first", canvas.ink, standoff=6),
    )


def _rows(checks: Sequence[CheckNumbers]) -> list[list[object]]:
    return [
        [
            check.label,
            check.status,
            each.layer,
            plain(each.median),
            plain(each.low),
            plain(each.high),
            "yes" if each.has_drifted else "no",
        ]
        for check in checks
        for each in check.layers
    ]


def _summary(checks: Sequence[CheckNumbers]) -> str:
    if not checks:
        return EMPTY
    failed = sum(check.status in ("failed", "error") for check in checks)
    drifted = sum(any(each.has_drifted for each in check.layers) for check in checks)
    compared = sum(check.is_compared for check in checks)
    comparison = (
        f"of {compared} compared with a baseline, this quantity of a layer drifted in {drifted}"
        if compared
        else "none was compared with a baseline of this scheme"
    )
    baseline = next((check.label for check in checks if check.is_baseline), "none of them")
    return (
        f"{len(checks)} checks, {failed} of them failed; the baseline is {baseline}; {comparison}."
    )


def _say_gaps(checks: Sequence[CheckNumbers]) -> str:
    """Return that some checks have nothing here, so that nobody takes a gap for a fault."""
    without = sum(not check.layers for check in checks)
    return (
        f" Without a point: {without} of {len(checks)} checks, which did not measure this scheme."
        if without
        else ""
    )


def _say_elsewhere(checks: Sequence[CheckNumbers], quantity: HistoryQuantity) -> str:
    """Return which other quantities drifted, so that nobody takes a quiet picture for a quiet project."""
    drifted = frozenset[str]().union(*(check.drifted for check in checks)) - {quantity}
    names = [words for name, words in HISTORY_QUANTITIES.items() if name in drifted]
    return f" Drifted elsewhere: {'; '.join(names)}." if names else ""
