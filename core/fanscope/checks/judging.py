"""From evidence to a report, beside a baseline where there is one."""

from __future__ import annotations

from collections.abc import Sequence

from fanscope.checks.gates import Gates
from fanscope.checks.profile import profile_of
from fanscope.checks.report import CheckReport, Target, evaluate
from fanscope.checks.visible import visible
from fanscope.verdicts import Baseline, Evidence, judge_evidence
from fanscope.wording import say_list


def judge_all(
    evidence: Sequence[Evidence],
    gates: Gates,
    *,
    target: Target,
    baseline: Baseline | None = None,
    remarks: Sequence[str] = (),
    rules_url: str | None = None,
) -> CheckReport:
    """Return the report on all schemes.

    Args:
        evidence: What was measured, a scheme each.
        gates: What fails the check.
        target: What was checked.
        baseline: What an earlier check measured; None to compare with nothing.
        remarks: What went wrong so far without ending the check.
        rules_url: Address of the folder with a page for each rule.
    """
    if baseline is not None:
        strangers = [each.scheme for each in evidence if baseline.layers_of(each.scheme) is None]
        if strangers:
            names = say_list(visible(name) for name in strangers)
            told = f"the baseline does not know {names}; store a new one to have it compared"
            remarks = (*remarks, told)
    return evaluate(
        [
            verdict
            for each in evidence
            for verdict in judge_evidence(each, gates.thresholds, baseline)
        ],
        gates,
        schemes=[each.scheme for each in evidence],
        target=target,
        profiles=[profile_of(each) for each in evidence],
        remarks=remarks,
        rules_url=rules_url,
    )
