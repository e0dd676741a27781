"""Run a whole experiment in this process [torch]: every scheme with every seed, all frames in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import torch

from fanscope.frames import Frame, Track
from fanscope.result import Divergence, ExperimentResult, RunResult
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.theory import predict
from fanscope.training import Step, train

OnStep = Callable[[SchemeChoice, int, Step], None]
"""Called after every step with the scheme, the seed and the step."""


def run_experiment(
    spec: ExperimentSpec,
    *,
    data_dir: Path | None = None,
    device: str | None = None,
    threads: int = 1,
    on_step: OnStep | None = None,
) -> ExperimentResult:
    """Train every scheme with every seed, one after the other, seed by seed.

    Example::

        result = run_experiment(parse_spec(Path("spec.yaml").read_text()))
        plotly.graph_objects.Figure(result.figure("variance-by-depth")).show()

    Args:
        spec: What to train.
        data_dir: Folder of data sets, one subfolder each; None for ``FANSCOPE_DATA``, else the user's cache.
        device: Torch device; CUDA where there is any, else the CPU, where None.
        threads: Threads of torch on the CPU while it runs; afterwards there are as many as before. One, as the
            command line and workers have: most networks here are so small that threads wait for each other,
            and another number may change the last bits of a result.
        on_step: Called after every step, e.g. to show progress.

    Raises:
        DataError: The data set is not there and cannot be downloaded, or is damaged.
        SpecError: A scheme does not fit the network; no such device.
    """
    members = [(choice, seed) for seed in spec.seed_list for choice in spec.schemes]
    with _use_threads(threads):
        runs = tuple(_run(spec, *member, data_dir, device, on_step) for member in members)
    return ExperimentResult(spec, runs, predict(spec))


@contextmanager
def _use_threads(threads: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _run(
    spec: ExperimentSpec,
    choice: SchemeChoice,
    seed: int,
    data_dir: Path | None,
    device: str | None,
    on_step: OnStep | None,
) -> RunResult:
    frames: list[Frame] = []
    diverged_at = None
    warnings: tuple[str, ...] = ()
    for step in train(spec, choice, seed, data_dir=data_dir, device=device):
        if step.frame is not None:
            frames.append(step.frame)
        if step.diverged_layer is not None:
            diverged_at = Divergence(step.step, step.diverged_layer)
        warnings += step.warnings
        if on_step is not None:
            on_step(choice, seed, step)
    return RunResult(
        id=f"{choice.label}/{seed}",
        scheme=choice.label,
        seed=seed,
        status="finished",
        track=Track.from_frames(frames),
        diverged_at=diverged_at,
        warnings=warnings,
    )
