"""Verdicts and gates make passed or failed."""

from __future__ import annotations

import pytest

from fanscope.checks import Gates, evaluate
from fanscope.verdicts import Verdict
from support.checks import BROKEN, MILD, make_report


@pytest.mark.parametrize(
    ("verdicts", "fail_on", "status"),
    [
        ((), "error", "passed"),
        ((), "warning", "passed"),
        ((MILD,), "error", "passed"),
        ((MILD,), "warning", "failed"),
        ((BROKEN,), "error", "failed"),
        ((BROKEN, MILD), "warning", "failed"),
    ],
)
def test_the_gate_decides(verdicts: tuple[Verdict, ...], fail_on: str, status: str) -> None:
    assert make_report(*verdicts, fail_on=fail_on).status == status


def test_only_what_fails_is_a_failure() -> None:
    report = make_report(BROKEN, MILD)
    assert report.failures == (BROKEN,)
    assert report.failing_schemes == ("xavier",)
    assert report.of("hyperfan-in") == ()


def test_rules_that_are_off_do_not_judge() -> None:
    gates = Gates.model_validate({"thresholds": {"rules": {"FS101": "off"}}})
    report = evaluate([], gates, schemes=["xavier"])
    assert "FS101" not in report.rules
    assert "FS105" in report.rules
