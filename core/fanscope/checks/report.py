"""What a check found, as data; every renderer reads this and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import fanscope
from fanscope.checks.gates import Gates, is_failure
from fanscope.checks.profile import Profile
from fanscope.verdicts import Severity, Verdict, catalogue

Status = Literal["passed", "failed"]


@dataclass(frozen=True, slots=True)
class Target:
    """What was checked.

    Attributes:
        name: As the user wrote it: a path, ``preset:NAME``, ``-`` or ``package.module:factory``.
        title: What it calls itself, empty where it has no name.
        path: The file that holds it, relative to where the check ran; None where there is none.
        lines: First line of each scheme in that file, by label.
        seeds: How many times each scheme was drawn.
        steps: Updates that were judged as well; 0 for step 0 alone.
    """

    name: str = ""
    title: str = ""
    path: str | None = None
    lines: Mapping[str, int] = field(default_factory=dict)
    seeds: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a check found.

    Attributes:
        status: ``passed`` or ``failed``.
        verdicts: Scheme by scheme, errors before warnings.
        fail_on: The mildest severity that fails the check.
        thresholds: Name of the preset of bounds.
        schemes: Labels of all that was judged, in order.
        version: Of Fanscope.
        url: Where a server shows it.
        target: What was checked.
        rules: Codes of the rules that judged.
        profiles: What the layers measured.
        remarks: What went wrong without ending the check.
        rules_url: Address of the folder with a page for each rule, None where nobody says.
    """

    status: Status
    verdicts: tuple[Verdict, ...]
    fail_on: Severity
    thresholds: str
    schemes: tuple[str, ...]
    version: str
    url: str | None = None
    target: Target = Target()
    rules: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = ()
    remarks: tuple[str, ...] = ()
    rules_url: str | None = None

    @property
    def has_passed(self) -> bool:
        """Whether nothing stood in the gate's way."""
        return self.status == "passed"

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """The verdicts that fail the check."""
        return tuple(each for each in self.verdicts if is_failure(each, self.fail_on))

    @property
    def failing_schemes(self) -> tuple[str, ...]:
        """Labels of the schemes with a failure, in order."""
        failing = {verdict.scheme for verdict in self.failures}
        return tuple(scheme for scheme in self.schemes if scheme in failing)

    def of(self, scheme: str) -> tuple[Verdict, ...]:
        """Return the verdicts on one scheme."""
        return tuple(verdict for verdict in self.verdicts if verdict.scheme == scheme)

    def profile(self, scheme: str) -> Profile | None:
        """Return what one scheme's layers measured; None where it is unknown."""
        return next((each for each in self.profiles if each.scheme == scheme), None)


def evaluate(
    verdicts: Sequence[Verdict],
    gates: Gates,
    *,
    schemes: Sequence[str],
    url: str | None = None,
    target: Target | None = None,
    profiles: Sequence[Profile] = (),
    remarks: Sequence[str] = (),
    rules_url: str | None = None,
) -> CheckReport:
    """Return the report of verdicts that rules have found under the gates' thresholds.

    Args:
        verdicts: What the rules found.
        gates: What fails the check.
        schemes: Labels of all that was judged, in order.
        url: Where a server shows it.
        target: What was checked.
        profiles: What the layers measured.
        remarks: What went wrong without ending the check.
        rules_url: Address of the folder with a page for each rule.
    """
    judging = (rule.code for rule in catalogue() if gates.thresholds.switch_of(rule) != "off")
    return CheckReport(
        status="failed" if any(gates.stops(verdict) for verdict in verdicts) else "passed",
        verdicts=tuple(verdicts),
        fail_on=gates.fail_on,
        thresholds=gates.thresholds.preset,
        schemes=tuple(schemes),
        version=fanscope.__version__,
        url=url,
        target=target or Target(),
        rules=tuple(judging),
        profiles=tuple(profiles),
        remarks=tuple(remarks),
        rules_url=rules_url,
    )
