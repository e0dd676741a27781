"""Gates: which verdicts fail a check."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from fanscope.verdicts import FANSCOPE, Severity, Thresholds, Verdict


class Gates(BaseModel):
    """What fails a check.

    Attributes:
        fail_on: The mildest severity that fails it: ``error``, or ``warning`` for errors and warnings.
        thresholds: Which rules judge, how severely and with which bounds.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    fail_on: Severity = "error"
    thresholds: Thresholds = FANSCOPE

    def stops(self, verdict: Verdict) -> bool:
        """Return whether a verdict fails the check."""
        return is_failure(verdict, self.fail_on)


def is_failure(verdict: Verdict, fail_on: Severity) -> bool:
    """Return whether a verdict is at least as severe as ``fail_on``."""
    return verdict.severity == "error" or fail_on == "warning"
