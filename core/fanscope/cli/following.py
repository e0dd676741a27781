"""The progress of an experiment that a server runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from fanscope.client import Event

ENDED = frozenset({"run_finished", "run_failed", "run_cancelled"})


def show_progress(events: Iterable[Event], experiment: dict[str, Any], *, console: Console) -> None:
    """Follow the events to their end; nothing is written unless ``console`` is a terminal.

    Args:
        events: What happens to the experiment, from its beginning.
        experiment: The experiment as the server described it when it was queued.
        console: Where the progress bar goes.
    """
    shares = {run["id"]: 0.0 for run in experiment["runs"]}
    with Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:.0f} %"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        task = progress.add_task(experiment["name"], total=len(shares) or 1)
        for event in events:
            if event.run_id in shares:
                shares[event.run_id] = _share(event, shares[event.run_id])
            progress.update(task, completed=sum(shares.values()))


def _share(event: Event, known: float) -> float:
    if event.kind in ENDED:
        return 1.0
    if event.kind == "run_requeued":
        return 0.0
    return float(event.payload.get("progress", known))
