"""Cost of fanscope.diagnose: its time over one forward and backward pass of the same module on the same batch.

The promise: at most 3 on a module of the size of ResNet-18. A pass is the module's output, a cross-entropy and gradients by
all parameters, as one step of training without the update. Runs are interleaved, and each ratio is of neighbors.

Run: python benchmarks/diagnose_cost.py
"""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch
from torch import Tensor, nn

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from fanscope.diagnose import diagnose  # noqa: E402
from support.resnet import ResNet18  # noqa: E402

REPEATS = 5
PROMISE = 3.0
SHAPES = ((16, 3, 224, 224), (4, 3, 224, 224), (1, 3, 224, 224), (64, 3, 32, 32), (8, 3, 32, 32))


def main() -> None:
    lines = [
        "# Cost of diagnose",
        "",
        "Processor time of `fanscope.diagnose(resnet18, batch, loss=...)` over one forward and backward pass, median of "
        f"{REPEATS} interleaved pairs; promise: at most {PROMISE:.0f}.",
        f"{platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} thread, Python "
        f"{platform.python_version()}, torch {torch.__version__}, load before {os.getloadavg()[0]:.1f}.",
        "",
        "| batch | pass, s | diagnose, s | ratio, median | least | greatest | median / promise |",
        "|---|---|---|---|---|---|---|",
    ]
    for shape in SHAPES:
        passes, diagnoses = measure(ResNet18(), torch.randn(shape))
        ratios = [d / p for p, d in zip(passes, diagnoses, strict=True)]
        lines.append(
            f"| {'x'.join(map(str, shape))} | {median(passes):.2f} | {median(diagnoses):.2f} "
            f"| {median(ratios):.2f} | {min(ratios):.2f} | {max(ratios):.2f} | {median(ratios) / PROMISE:.2f} |"
        )
        print(lines[-1], flush=True)
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "results" / "diagnose_cost.md").write_text(text, encoding="utf-8")
    print(text)


def measure(model: nn.Module, batch: Tensor) -> tuple[list[float], list[float]]:
    """Return seconds of passes and of diagnoses, in pairs; the first pair, which compiles, is left out."""
    labels = torch.zeros(len(batch), dtype=torch.long)

    def loss(output: Tensor) -> Tensor:
        return nn.functional.cross_entropy(output, labels)

    def step() -> None:
        torch.autograd.grad(loss(model(batch)), list(model.parameters()))

    def look() -> None:
        diagnose(model, batch, loss=loss)

    pairs = [(clock(step), clock(look)) for _ in range(REPEATS + 1)][1:]
    return [step for step, _ in pairs], [look for _, look in pairs]


def clock(action: Callable[[], None]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


if __name__ == "__main__":
    main()
