"""The terminal's view: the verdict first, what to do, then each layer's size beside the published ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from fanscope.diagnose.layer_rows import LayerRow
from fanscope.verdicts import Verdict
from fanscope.wording import say

COLORS = {"healthy": "green", "warning": "yellow", "error": "red"}
SIGNS = {"healthy": "✓", "warning": "▲", "error": "✕"}


def say_report(
    sentence: str, severity: str, verdicts: Sequence[Verdict], rows: Sequence[LayerRow]
) -> Iterator[RenderableType]:
    """Yield the sentence, the verdicts and the table."""
    yield Text(f"{SIGNS[severity]} {sentence}", style=f"bold {COLORS[severity]}")
    for verdict in verdicts:
        yield Text("  ").append(
            f"{verdict.rule} {verdict.name} ({verdict.severity})", style=COLORS[verdict.severity]
        )
        yield Text(f"    {verdict.explanation}")
        yield Text(f"    → {verdict.advice}")
    if rows:
        yield _table(rows)


def _table(rows: Sequence[LayerRow]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("layer", overflow="fold")
    table.add_column("fans", no_wrap=True)
    for name in ("std", "He", "Glorot", "LeCun", "PyTorch"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("is", overflow="fold")
    for name in ("E[y²]", "healthy", "var. of inputs", "E[g²]", "healthy"):
        table.add_column(Text(name), justify="right", no_wrap=True)
    for row in rows:
        scales = (row.he, row.glorot, row.lecun, row.torch)
        table.add_row(
            Text(row.name),
            Text(row.fans),
            say(row.std),
            *(Text(say(value), style="dim") for value in scales),
            Text(row.scale),
            _say(row.second_moment),
            Text(_say(row.healthy_second_moment), style="dim"),
            _say(row.between_input_var),
            _say(row.gradient),
            Text(_say(row.healthy_gradient), style="dim"),
        )
    return table


def _say(value: float) -> str:
    return "–" if isnan(value) else say(value)
