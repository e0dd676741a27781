"""How a check ends: judged once, by its own gates, when its experiment has ended."""

from __future__ import annotations

import logging

from fanscope import checks
from fanscope.checks import Gates, Target, json
from fanscope.checks.profile import profile_of
from fanscope.verdicts import judge, read_evidence
from fanscope_backend.api.measured import write_measured
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
    result = store.load_result(record.id)
    found = (read_evidence(result, scheme) for scheme in result.schemes)
    evidences = [evidence for evidence in found if evidence is not None]
    report = checks.evaluate(
        judge(result, gates.thresholds),
        gates,
        schemes=result.schemes,
        target=Target(
            name=record.name,
            title=record.name,
            seeds=len(record.spec.seed_list),
            steps=record.spec.training.steps,
        ),
        profiles=[profile_of(each) for each in evidences],
        remarks=[warning for run in record.runs for warning in run.warnings],
    )
    return CheckEnding(
        status=report.status,
        report=json.report_json(report),
        numbers=write_measured(evidences),
    )
