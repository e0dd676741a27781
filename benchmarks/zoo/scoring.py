"""Verdicts of the zoo held against its truth: confusion, precision, recall."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fanscope.verdicts import Verdict
from zoo.configurations import Configuration, Half
from zoo.truth import Truth

SLOWER_FACTOR, SLOWER_BY = 2.0, 0.1


@dataclass(frozen=True)
class Case:
    """One configuration, what training said and what each preset of thresholds says at step 0."""

    configuration: Configuration
    truth: Truth
    is_out_of_reach: bool
    is_slower: bool
    verdicts: dict[str, tuple[Verdict, ...]]

    @property
    def is_scored(self) -> bool:
        return not (self.is_out_of_reach or self.truth.is_ambiguous)

    def has(self, preset: str, severity: str) -> bool:
        return any(each.severity == severity for each in self.verdicts[preset])


@dataclass(frozen=True)
class Confusion:
    """Counts of a yes-or-no verdict against a yes-or-no truth."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[bool, bool]]) -> Confusion:
        """Count (said, is)."""
        found = list(pairs)
        return cls(
            true_positive=found.count((True, True)),
            false_positive=found.count((True, False)),
            false_negative=found.count((False, True)),
            true_negative=found.count((False, False)),
        )

    @property
    def precision(self) -> tuple[int, int]:
        return self.true_positive, self.true_positive + self.false_positive

    @property
    def recall(self) -> tuple[int, int]:
        return self.true_positive, self.true_positive + self.false_negative


def confuse(cases: Iterable[Case], preset: str) -> Confusion:
    """Hold a preset's errors against what does not train."""
    return Confusion.of(
        (case.has(preset, "error"), not case.truth.trains) for case in cases if case.is_scored
    )


def make_cases(
    truths: dict[Configuration, Truth],
    judge: Callable[[Configuration], dict[str, tuple[Verdict, ...]]],
    half: Half | None = None,
) -> list[Case]:
    """Judge configurations, and tell those apart that say nothing of initialization.

    Args:
        truths: Of both halves: whether an architecture is within reach, and how well its best scheme does.
        judge: Returns the verdicts of each preset of thresholds.
        half: The half to judge; None for both.
    """
    best: dict[str, float] = {}
    reached = set()
    for each, truth in truths.items():
        best[each.architecture] = min(truth.outcome, best.get(each.architecture, math.inf))
        if truth.trains and not truth.is_ambiguous:
            reached.add(each.architecture)
    return [
        Case(
            each,
            truth,
            is_out_of_reach=each.architecture not in reached,
            is_slower=_is_slower(truth, best[each.architecture]),
            verdicts=judge(each),
        )
        for each, truth in truths.items()
        if half in (None, each.half)
    ]


def _is_slower(truth: Truth, best: float) -> bool:
    is_behind = truth.outcome > SLOWER_FACTOR * best and truth.outcome > best + SLOWER_BY
    return truth.trains and is_behind


def wilson(share: tuple[int, int]) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    found, total = share
    if total == 0:
        return 0.0, 1.0
    z, p = 1.96, found / total
    centre = (p + z * z / (2 * total)) / (1 + z * z / total)
    reach = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return centre - reach, centre + reach
