"""How a check ends: judged once, by its own gates, when its experiment has ended."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from fanscope.checks import CheckReport, Gates, Target
from fanscope.checks.json import report_json
from fanscope.checks.judging import judge_all
from fanscope.errors import NotFoundError, SpecError
from fanscope.verdicts import (
    Baseline,
    Evidence,
    Severity,
    read_evidence,
)
from fanscope_backend.api.drift import find_drift
from fanscope_backend.store import ENDED, CheckEnding, CheckRecord, ExperimentRecord, Store

logger = logging.getLogger(__name__)


def settle(store: Store, record: ExperimentRecord) -> ExperimentRecord:
    """Return the experiment with its check judged, if it is one that has ended and has not been yet."""
    check = record.check
    if check is None or check.status != "running" or record.status not in ENDED:
        return record
    return store.end_check(record.id, _ending(store, record, check))


def settle_baselines(store: Store, project: str | None) -> None:
    """Judge what has ended and is to be a project's baseline, though nobody has asked for it yet."""
    if project is None:
        return
    for check_id in store.baselines_to_come(project):
        with suppress(NotFoundError):  # deleted meanwhile
            settle(store, store.get_check(check_id))


def _ending(store: Store, record: ExperimentRecord, check: CheckRecord) -> CheckEnding:
    if record.status != "finished":
        reason = record.error["detail"] if record.error else f"the check was {record.status}"
        return CheckEnding(status="error", error=str(reason))
    try:
        return _judge(store, record, check)
    except SpecError as error:  # written by another version
        return CheckEnding(status="error", error=f"it cannot be judged by this version: {error}")
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
    report = judge_all(
        evidences,
        gates,
        target=_target_of(record),
        baseline=baseline,
        remarks=tuple(dict.fromkeys(_remarks(record, check, baseline))),
    )
    return CheckEnding(
        status=report.status,
        num_errors=_count(report, "error"),
        num_warnings=_count(report, "warning"),
        drifted=find_drift(evidences, gates.thresholds),
        report=report_json(report),
        numbers=Baseline.of(evidences).model_dump(mode="json"),
    )


def _remarks(
    record: ExperimentRecord, check: CheckRecord, baseline: Baseline | None
) -> Iterator[str]:
    for run in record.runs:
        yield from run.warnings
    if check.compared_with is not None and baseline is None:
        yield "the project's baseline was deleted meanwhile, so nothing was compared with it"


def _count(report: CheckReport, severity: Severity) -> int:
    return sum(verdict.severity == severity for verdict in report.verdicts)


def _target_of(record: ExperimentRecord) -> Target:
    seeds, steps = len(record.spec.seed_list), record.spec.training.steps
    return Target(name=record.name, title=record.name, seeds=seeds, steps=steps)


def gates_to_show(stored: Mapping[str, Any]) -> Gates:
    """Return a check's gates; with the usual thresholds where it names what this version does not know."""
    try:
        return Gates.model_validate(stored)
    except SpecError:
        return Gates.model_validate({"fail_on": stored["fail_on"]})


def read_baseline(store: Store, check_id: str | None) -> Baseline | None:
    """Return what a check measured; None where there is no such check, or none any more."""
    numbers = None if check_id is None else store.measured_numbers(check_id)
    return None if numbers is None else Baseline.model_validate(numbers)


def beside(evidence: Evidence, baseline: Baseline | None) -> Evidence:
    """Return the evidence with the baseline's numbers of the same scheme, if there are any."""
    if baseline is None:
        return evidence
    return replace(evidence, baseline=baseline.layers_of(evidence.scheme))
