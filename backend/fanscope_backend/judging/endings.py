"""How a check ends: judged once, by its own gates, as soon as the last of its runs has ended."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress

from fanscope.checks import CheckReport, Gates, Target
from fanscope.checks.json import report_json
from fanscope.checks.judging import judge_all
from fanscope.errors import NotFoundError, SpecError
from fanscope.verdicts import Baseline, Severity, beside, read_evidence
from fanscope_backend.judging.drift import find_drift
from fanscope_backend.judging.yardstick import read_baseline
from fanscope_backend.store import CheckEnding, CheckRecord, ExperimentRecord, Store

logger = logging.getLogger(__name__)


def judge_checks(store: Store, check_ids: Iterable[str]) -> None:
    """Judge checks whose runs have all ended, and write down how they ended; see :meth:`Store.checks_to_judge`.

    Many may do so at once: what is written first stays.
    """
    for check_id in check_ids:
        with suppress(NotFoundError):  # deleted meanwhile
            record = store.get_check(check_id)
            if record.check is not None:
                store.end_check(check_id, _ending(store, record, record.check))


def _ending(store: Store, record: ExperimentRecord, check: CheckRecord) -> CheckEnding:
    try:
        return _judge(store, record, check)
    except NotFoundError:
        raise
    except SpecError as error:  # written by another version
        return CheckEnding(status="error", error=f"it cannot be judged by this version: {error}")
    except Exception as error:
        logger.exception("check %s could not be judged", record.id)
        fault = f"a fault in Fanscope: {type(error).__name__}; the log of who judged it says more"
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
