"""How a check ends: judged once, by its own gates, when its experiment has ended."""

from __future__ import annotations

import logging
from dataclasses import replace

from fanscope.checks import Gates, Target, evaluate
from fanscope.checks.json import report_json
from fanscope.checks.profile import profile_of
from fanscope.verdicts import Baseline, Evidence, Thresholds, judge_evidence, read_evidence
from fanscope.verdicts.rules.baseline_drift import RULE as DRIFT_RULE
from fanscope.verdicts.rules.baseline_drift import drifted_layers
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
    baseline = _baseline_of(store, check)
    result = store.load_result(record.id)
    evidences = [
        _beside(evidence, baseline)
        for scheme in result.schemes
        if (evidence := read_evidence(result, scheme)) is not None
    ]
    report = evaluate(
        [verdict for each in evidences for verdict in judge_evidence(each, gates.thresholds)],
        gates,
        schemes=result.schemes,
        target=_target_of(record),
        profiles=[profile_of(each) for each in evidences],
        remarks=[warning for run in record.runs for warning in run.warnings],
    )
    drifted = {each.scheme: list(_drifted(each, gates.thresholds)) for each in evidences}
    return CheckEnding(
        status=report.status,
        report=report_json(report) | {"drifted": drifted},
        numbers=Baseline.of(evidences).model_dump(mode="json"),
    )


def _target_of(record: ExperimentRecord) -> Target:
    seeds, steps = len(record.spec.seed_list), record.spec.training.steps
    return Target(name=record.name, title=record.name, seeds=seeds, steps=steps)


def _baseline_of(store: Store, check: CheckRecord) -> Baseline | None:
    """Return what the check is compared with; None where there is nothing, or nothing any more."""
    if check.compared_with is None:
        return None
    numbers = store.measured_numbers(check.compared_with)
    return None if numbers is None else Baseline.model_validate(numbers)


def _beside(evidence: Evidence, baseline: Baseline | None) -> Evidence:
    if baseline is None:
        return evidence
    return replace(evidence, baseline=baseline.layers_of(evidence.scheme))


def _drifted(evidence: Evidence, thresholds: Thresholds) -> tuple[str, ...]:
    """Return the layers that drifted; none where the thresholds silence that rule."""
    if thresholds.switch_of(DRIFT_RULE) == "off":
        return ()
    return drifted_layers(evidence, thresholds.bounds_of(DRIFT_RULE))
