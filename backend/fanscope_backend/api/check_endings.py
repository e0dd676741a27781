"""How a check ends: judged once, by its own gates, when its experiment has ended."""

from __future__ import annotations

import logging
from dataclasses import replace

from fanscope.checks import CheckReport, Gates, Target, evaluate
from fanscope.checks.json import report_json
from fanscope.checks.profile import profile_of
from fanscope.verdicts import (
    Baseline,
    Evidence,
    Severity,
    judge_evidence,
    read_evidence,
)
from fanscope_backend.api.comparison import remark_comparison
from fanscope_backend.api.drift import find_drift
from fanscope_backend.store import ENDED, CheckEnding, CheckRecord, ExperimentRecord, Store

logger = logging.getLogger(__name__)


def settle(store: Store, record: ExperimentRecord) -> ExperimentRecord:
    """Return the experiment with its check judged, if it is one that has ended and has not been yet."""
    check = record.check
    if check is None or check.status != "running" or record.status not in ENDED:
        return record
    return store.end_check(record.id, _ending(store, record, check))


def _ending(store: Store, record: ExperimentRecord, check: CheckRecord) -> CheckEnding:
    if record.status != "finished":
        reason = record.error["detail"] if record.error else f"the check was {record.status}"
        return CheckEnding(status="error", error=str(reason))
    try:
        return _judge(store, record, check)
    except Exception as error:
        logger.exception("check %s could not be judged", record.id)
        fault = f"a fault in Fanscope: {type(error).__name__}; the server's log says more"
        return CheckEnding(status="error", error=fault)


def _judge(store: Store, record: ExperimentRecord, check: CheckRecord) -> CheckEnding:
    gates = Gates.model_validate(check.gates)
    baseline = read_baseline(store, check.compared_with)
    result = store.load_result(record.id)
    evidences = [
        beside(evidence, baseline)
        for scheme in result.schemes
        if (evidence := read_evidence(result, scheme)) is not None
    ]
    report = evaluate(
        [verdict for each in evidences for verdict in judge_evidence(each, gates.thresholds)],
        gates,
        schemes=result.schemes,
        target=_target_of(record),
        profiles=[profile_of(each) for each in evidences],
        remarks=[
            *(warning for run in record.runs for warning in run.warnings),
            *remark_comparison(store, check, evidences),
        ],
    )
    return CheckEnding(
        status=report.status,
        num_errors=_count(report, "error"),
        num_warnings=_count(report, "warning"),
        drifted=find_drift(evidences, gates.thresholds),
        report=report_json(report),
        numbers=Baseline.of(evidences).model_dump(mode="json"),
    )


def _count(report: CheckReport, severity: Severity) -> int:
    return sum(verdict.severity == severity for verdict in report.verdicts)


def _target_of(record: ExperimentRecord) -> Target:
    seeds, steps = len(record.spec.seed_list), record.spec.training.steps
    return Target(name=record.name, title=record.name, seeds=seeds, steps=steps)


def read_baseline(store: Store, check_id: str | None) -> Baseline | None:
    """Return what a check measured; None where there is no such check, or none any more."""
    numbers = None if check_id is None else store.measured_numbers(check_id)
    return None if numbers is None else Baseline.model_validate(numbers)


def beside(evidence: Evidence, baseline: Baseline | None) -> Evidence:
    """Return the evidence with the baseline's numbers of the same scheme, if there are any."""
    if baseline is None:
        return evidence
    return replace(evidence, baseline=baseline.layers_of(evidence.scheme))
