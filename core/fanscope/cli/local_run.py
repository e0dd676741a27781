"""Running an experiment in this process with a progress bar."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from fanscope.experiment import run_experiment
from fanscope.result import ExperimentResult
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.training import Step

REFRESH_S = 0.1


def run_with_progress(
    spec: ExperimentSpec,
    *,
    data_dir: Path | None,
    device: str | None,
    threads: int,
    console: Console,
) -> ExperimentResult:
    """Train every scheme with every seed and return all frames.

    Args:
        spec: What to train.
        data_dir: Folder of data sets, the default folder where None.
        device: Torch device, CUDA when present where None.
        threads: Threads of torch on the CPU.
        console: Where the progress bar goes; nothing is written unless it is a terminal.

    Raises:
        DataError: The data set is missing or damaged.
        SpecError: No such device.
    """
    with _progress(console) as progress:
        bar = _Bar(progress, spec)
        result = run_experiment(
            spec, data_dir=data_dir, device=device, threads=threads, on_step=bar.show
        )
        bar.finish()
    return result


class _Bar:
    """One bar over the steps of all runs, named after the run that is trained now."""

    def __init__(self, progress: Progress, spec: ExperimentSpec) -> None:
        self._progress = progress
        self._per_run = spec.num_updates + 1
        self._total = self._per_run * len(spec.schemes) * len(spec.seed_list)
        self._task = progress.add_task("", total=self._total, loss="")
        self._num_ended = -1
        self._shown_at = 0.0

    def show(self, choice: SchemeChoice, seed: int, step: Step) -> None:
        self._num_ended += step.step == 0
        if monotonic() - self._shown_at < REFRESH_S:
            return
        self._shown_at = monotonic()
        self._progress.update(
            self._task,
            description=f"{choice.label}, seed {seed}",
            completed=self._num_ended * self._per_run + step.step,
            loss=f"loss {step.loss:.3g}",
        )

    def finish(self) -> None:
        self._progress.update(self._task, completed=self._total)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[loss]}"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
