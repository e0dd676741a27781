"""Step 0 of the paper's network, 70 million head values: what a check of an initialization waits for.

Its peer is the same draw and the same products by torch alone, nothing measured, in the same process and in turn.
Run: FANSCOPE_DATA=... python benchmarks/step_zero.py (reads MNIST)
"""

from __future__ import annotations

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from math import sqrt
from pathlib import Path

import torch

from fanscope.layout import NetworkLayout, lay_out
from fanscope.presets import preset
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.training import train

ROOT = Path(__file__).parents[1]
REPEATS = 15
COLD_REPEATS = 5
COLD = {
    "import torch": "import torch",
    "import fanscope.training": "import fanscope.training",
    "step 0 of one scheme": (
        "from benchmarks.step_zero import run_once, step_zero_spec; s = step_zero_spec(); run_once(s, s.schemes[2])"
    ),
}


def main() -> None:
    torch.set_num_threads(1)
    spec = step_zero_spec()
    layout = lay_out(spec.network)
    lines = [
        "# Step 0 of the paper's network",
        "",
        f"784-500x5-10, learned codes of 50: {layout.num_trainable / 1e6:.0f} million values drawn. One thread, one seed; "
        f"medians of {REPEATS}, in turn. {platform.machine()}, {os.cpu_count()} cores, Python "
        f"{platform.python_version()}, torch {torch.__version__}, load before {os.getloadavg()[0]:.1f}.",
        "",
        "| scheme | torch draws and multiplies, CPU ms | step 0 with all probes, CPU ms | wall ms | ratio |",
        "|---|---|---|---|---|",
    ]
    for choice in spec.schemes:
        peer, ours = in_turn(
            partial(draw_by_torch, layout, choice), partial(run_once, spec, choice)
        )
        lines.append(
            f"| {choice.label} | {peer[1]:.0f} | {ours[1]:.0f} | {ours[0]:.0f} | {ours[1] / peer[1]:.2f} |"
        )
    lines += [
        "",
        f"Cold, a process each, seconds, medians of {COLD_REPEATS}:",
        "",
        "| | CPU | wall |",
        "|---|---|---|",
    ]
    for name, code in COLD.items():
        cpu, wall = cold(code)
        lines.append(f"| {name} | {cpu:.2f} | {wall:.2f} |")
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "results" / "step_zero.md").write_text(text, encoding="utf-8")
    print(text)


def step_zero_spec() -> ExperimentSpec:
    """Return the preset without its training."""
    spec = preset("mnist-hypernetwork").spec
    return spec.model_copy(update={"training": spec.training.model_copy(update={"steps": 0})})


def run_once(spec: ExperimentSpec, choice: SchemeChoice) -> None:
    """Make and record step 0."""
    folder = os.environ.get("FANSCOPE_DATA")
    steps = list(train(spec, choice, 0, data_dir=Path(folder) if folder else None, device="cpu"))
    assert steps[0].frame is not None


def draw_by_torch(layout: NetworkLayout, choice: SchemeChoice) -> None:
    """Draw every head's kernel as torch's initializers do, and multiply it by features."""
    assignment = resolve(choice).assign(layout)
    for head in layout.all_heads:
        kernel = torch.empty(head.kernel.shape)
        drawn = assignment[head.kernel.name]
        bound = sqrt(3 * drawn.variance)
        if drawn.shape == "uniform":
            kernel.uniform_(-bound, bound)
        else:
            kernel.normal_(0.0, sqrt(drawn.variance))
        torch.mv(kernel, torch.ones(head.features))


def in_turn(*tasks: Callable[[], None]) -> list[tuple[float, float]]:
    """Return the median wall and CPU milliseconds of each task, after one run that does not count."""
    times: list[list[tuple[float, float]]] = [[] for _ in tasks]
    for _ in range(1 + REPEATS):
        for task, taken in zip(tasks, times, strict=True):
            started = time.perf_counter(), time.process_time()
            task()
            taken.append(
                (1e3 * (time.perf_counter() - started[0]), 1e3 * (time.process_time() - started[1]))
            )
    return [tuple(map(statistics.median, zip(*taken[1:], strict=True))) for taken in times]


def cold(code: str) -> tuple[float, float]:
    """Return the median CPU and wall seconds of a process that runs the code, after one that fills the caches."""
    taken = []
    for _ in range(1 + COLD_REPEATS):
        started, used = time.perf_counter(), children_s()
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
        taken.append((children_s() - used, time.perf_counter() - started))
    cpu, wall = zip(*taken[1:], strict=True)
    return statistics.median(cpu), statistics.median(wall)


def children_s() -> float:
    """Return the CPU seconds of all child processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
