"""Measure the truth of every configuration that has none yet: about an hour of one core.

python benchmarks/zoo/measure.py [part] [parts]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

BENCHMARKS = Path(__file__).parents[1]
sys.path.insert(0, str(BENCHMARKS))

from zoo.configurations import configurations  # noqa: E402
from zoo.truth import TruthFile, measure_truth  # noqa: E402

TRUTH = BENCHMARKS / "results" / "verdict_truth.jsonl"


def main() -> None:
    part, parts = (int(each) for each in (sys.argv[1:3] or ("0", "1")))
    truths = TruthFile(TRUTH)
    for number, each in enumerate(configurations()):
        if number % parts != part or truths.get(each.key) is not None:
            continue
        start = time.perf_counter()
        truth = measure_truth(each.spec)
        truths.add(each.key, each.name, truth)
        print(
            f"{number:4d} {time.perf_counter() - start:5.1f} s {truth.outcome:8.3f} {each.name}",
            flush=True,
        )


if __name__ == "__main__":
    main()
