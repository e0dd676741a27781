"""Does the advice work: applied as given, does the verdict pass and the training succeed?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fanscope.spec import ExperimentSpec
from fanscope.verdicts import Verdict, apply
from zoo.scoring import Case

MOST_ROUNDS = 3


@dataclass(frozen=True)
class Advised:
    """What came of one faulty configuration's advice.

    Attributes:
        case: The faulty configuration.
        repaired: Its spec after the advice; None where no advice could be applied.
        rounds: How often advice was applied, at most three times.
        passes: Whether no error was left.
        trains: Whether it trains by the definition.
    """

    case: Case
    repaired: ExperimentSpec | None
    rounds: int
    passes: bool
    trains: bool

    @property
    def works(self) -> bool:
        return self.passes and self.trains


def advise(
    case: Case,
    judge: Callable[[ExperimentSpec], tuple[Verdict, ...]],
    trains: Callable[[ExperimentSpec], bool],
) -> Advised:
    """Apply the first error's advice, and again while an error is left."""
    spec: ExperimentSpec = case.configuration.spec
    verdicts = case.verdicts["fanscope"]
    rounds = 0
    while rounds < MOST_ROUNDS and (error := _first_error(verdicts)) is not None:
        if not error.changes:
            break
        spec = apply(spec, error.changes)
        verdicts = judge(spec)
        rounds += 1
    if not rounds:
        return Advised(case, None, 0, passes=False, trains=False)
    passes = _first_error(verdicts) is None
    return Advised(case, spec, rounds, passes=passes, trains=passes and trains(spec))


def _first_error(verdicts: tuple[Verdict, ...]) -> Verdict | None:
    return next((each for each in verdicts if each.severity == "error"), None)
