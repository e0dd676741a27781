"""The notebook's view: plain HTML and a still picture, so that it also shows where no script may run."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from fanscope.diagnose.layer_rows import LayerRow
from fanscope.diagnose.terminal import SIGNS
from fanscope.figures import sketch_by_depth
from fanscope.report.tables import table_html
from fanscope.result import Measured
from fanscope.verdicts import Verdict

COLORS = {"healthy": "#00734f", "warning": "#8a5a00", "error": "#c8102e"}
COLUMNS = {
    "name": "layer",
    "fans": "fans",
    "std": "std",
    "he": "He",
    "glorot": "Glorot",
    "lecun": "LeCun",
    "torch": "PyTorch",
    "scale": "is",
    "second_moment": "E[y²]",
    "healthy_second_moment": "healthy",
    "between_input_var": "variance between inputs",
    "gradient": "E[g²]",
    "healthy_gradient": "healthy",
}


def notebook_html(
    sentence: str,
    severity: str,
    verdicts: Sequence[Verdict],
    rows: Sequence[LayerRow],
    measurements: Measured,
) -> str:
    """Return the view; every name is escaped."""
    items = "".join(
        f"<li><b>{escape(v.rule)} {escape(v.name)}</b> ({v.severity}): {escape(v.explanation)} "
        f"<i>{escape(v.advice)}</i></li>"
        for v in verdicts
    )
    table = table_html(
        list(COLUMNS.values()),
        [[getattr(row, name) for name in COLUMNS] for row in rows],
    )
    picture = sketch_by_depth(measurements) if rows else ""
    return (
        f'<div class="fanscope"><p style="color:{COLORS[severity]};font-weight:600">{SIGNS[severity]} '
        f"{escape(sentence)}</p>"
        + (f"<ul>{items}</ul>" if items else "")
        + picture
        + (f"<details><summary>Layers</summary>{table}</details>" if rows else "")
        + "</div>"
    )
