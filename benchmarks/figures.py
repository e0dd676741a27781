"""Time of every figure on the server: 4 schemes x 3 seeds x 6 layers x 60 frames, serialization included.

The promise: p95 at most 60 ms. Run: python benchmarks/figures.py
"""

from __future__ import annotations

import os
import platform
import sys
import time
from pathlib import Path

import numpy as np
import orjson

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from fanscope.figures import build, catalogue  # noqa: E402
from fanscope.result import ExperimentResult  # noqa: E402
from support.synthetic import make_result, spec_of  # noqa: E402

REPEATS = 60
PROMISE_MS = 60.0
VALUES = 5000


def main() -> None:
    result = make_result(spec_of(), frames=60, sample=VALUES)
    lines = [
        "# Figures on the server",
        "",
        f"4 schemes x 3 seeds x 6 layers x 60 frames, {REPEATS} builds each, JSON included; "
        f"promise: p95 at most {PROMISE_MS:.0f} ms.",
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load before {os.getloadavg()[0]:.1f}.",
        "",
        "| figure | p50, ms | p95, ms | CPU p95, ms | kB | p95 / promise |",
        "|---|---|---|---|---|---|",
    ]
    for info in catalogue():
        wall, cpu, size = measure(info.name, result)
        p50, p95 = np.percentile(wall, [50, 95])
        lines.append(
            f"| {info.name} | {p50:.1f} | {p95:.1f} | {np.percentile(cpu, 95):.1f} "
            f"| {size / 1e3:.0f} | {p95 / PROMISE_MS:.2f} |"
        )
    text = "\n".join(lines) + "\n"
    (ROOT / "benchmarks" / "results" / "figures.md").write_text(text, encoding="utf-8")
    print(text)


def measure(name: str, result: ExperimentResult) -> tuple[list[float], list[float], int]:
    """Return wall and CPU milliseconds of each build, and the bytes of its JSON."""
    wall, cpu, size = [], [], 0
    for _ in range(REPEATS):
        started = time.perf_counter(), time.process_time()
        size = len(orjson.dumps(build(name, result)))
        wall.append((time.perf_counter() - started[0]) * 1e3)
        cpu.append((time.process_time() - started[1]) * 1e3)
    return wall, cpu, size


if __name__ == "__main__":
    main()
