"""What training says of a configuration: a sweep of rates, three seeds each (DEFINITION.md)."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, median
from typing import Any

import torch

from fanscope.parsing import parse_spec
from fanscope.spec import ExperimentSpec
from fanscope.training import train
from zoo.configurations import BATCH_SIZE, SEEDS, STEPS

RATES = (1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
LAST = 20
BOUNDARY = math.log(10) / 2
MARGIN = 1.25


@dataclass(frozen=True)
class Truth:
    """Final losses [rates][seeds] of one configuration, in the order of ``RATES``; infinite where one diverged.

    Far from the best rate of seed 0 there is only that seed's.
    """

    final_losses: tuple[tuple[float, ...], ...]

    @property
    def best_rate(self) -> int:
        """Place of the rate with the least median, of those that every seed was trained at."""
        medians = [
            median(losses) if len(losses) == SEEDS else math.inf for losses in self.final_losses
        ]
        if math.isinf(min(medians)):
            return min(range(len(medians)), key=lambda rate: -len(self.final_losses[rate]))
        return medians.index(min(medians))

    @property
    def outcome(self) -> float:
        return median(self.final_losses[self.best_rate])

    @property
    def trains(self) -> bool:
        return self.outcome <= BOUNDARY

    @property
    def is_ambiguous(self) -> bool:
        """Whether the seeds disagree at the best rate, or the outcome lies within the margin of the boundary."""
        sides = {loss <= BOUNDARY for loss in self.final_losses[self.best_rate]}
        return len(sides) > 1 or BOUNDARY / MARGIN <= self.outcome <= BOUNDARY * MARGIN


def measure_truth(spec: ExperimentSpec) -> Truth:
    """Train seed 0 at every rate, the other seeds near its best."""
    torch.set_num_threads(1)
    losses = [[_final_loss(spec, rate, 0)] for rate in RATES]
    best = losses.index(min(losses))
    for place in range(max(0, best - 1), min(len(RATES), best + 2)):
        losses[place] += [_final_loss(spec, RATES[place], seed) for seed in range(1, SEEDS)]
    return Truth(tuple(map(tuple, losses)))


def _final_loss(spec: ExperimentSpec, rate: float, seed: int) -> float:
    written = spec.model_dump(mode="json")
    optimizer = {"kind": "sgd", "lr": rate}
    written["training"] = {"steps": STEPS, "batch_size": BATCH_SIZE, "optimizer": optimizer}
    trained = parse_spec(written)
    steps = train(trained, trained.schemes[0], seed, record=False)
    losses = [step.loss for step in steps]
    if len(losses) <= STEPS or not all(map(math.isfinite, losses)):
        return math.inf
    return fmean(losses[-LAST:])


class TruthFile:
    """One JSON line a configuration, appended as it is measured; null stands for infinite."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known = dict(self._read()) if path.exists() else {}

    def get(self, key: str) -> Truth | None:
        return self._known.get(key)

    def add(self, key: str, name: str, truth: Truth) -> None:
        self._known[key] = truth
        line: dict[str, Any] = {
            "key": key,
            "name": name,
            "final_losses": [
                [round(loss, 4) if math.isfinite(loss) else None for loss in losses]
                for losses in truth.final_losses
            ],
        }
        with self._path.open("a") as file:
            file.write(json.dumps(line) + "\n")

    def _read(self) -> Iterator[tuple[str, Truth]]:
        for text in self._path.read_text().splitlines():
            line = json.loads(text)
            losses = tuple(
                tuple(math.inf if loss is None else loss for loss in row)
                for row in line["final_losses"]
            )
            yield line["key"], Truth(losses)
