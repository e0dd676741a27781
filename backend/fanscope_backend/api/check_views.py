"""Checks as the wire shows them."""

from __future__ import annotations

from typing import Any

from fanscope_backend.api.models.check import Check, CheckItem
from fanscope_backend.api.models.experiment import CheckMark
from fanscope_backend.judging.drift import layers_by_scheme
from fanscope_backend.judging.yardstick import gates_to_show
from fanscope_backend.store import CheckRecord, ExperimentRecord

_NOT_JUDGED: dict[str, Any] = {
    "verdicts": [],
    "rules": [],
    "profiles": [],
    "remarks": [],
    "target": None,
    "version": None,
}


def view_check(record: ExperimentRecord, base_url: str) -> Check:
    """Return one check; its page is below ``base_url``."""
    check = _check_of(record)
    return Check.model_validate(
        _shared(record, check)
        | _NOT_JUDGED
        | (dict(check.report) if check.report else {})
        | {
            "experiment_id": record.id,
            "status": check.status,
            "drifted": layers_by_scheme(check.drifted),
            "becomes_baseline": check.becomes_baseline,
            "url": f"{base_url.rstrip('/')}/experiments/{record.id}",
            "gates": gates_to_show(check.gates),
            "fail_on": check.gates["fail_on"],
            "thresholds": _preset(check),
        }
    )


def view_check_item(record: ExperimentRecord) -> CheckItem:
    """Return one check as the list shows it."""
    check = _check_of(record)
    counts = {"num_errors": check.num_errors, "num_warnings": check.num_warnings}
    return CheckItem.model_validate(_shared(record, check) | counts)


def mark_check(record: ExperimentRecord) -> CheckMark | None:
    """Return what an experiment says of itself if it is a check."""
    check = record.check
    if check is None:
        return None
    return CheckMark.model_validate(
        {"id": record.id, "status": check.status, "project": check.project}
    )


def _shared(record: ExperimentRecord, check: CheckRecord) -> dict[str, Any]:
    return {
        "id": record.id,
        "name": record.name,
        "status": check.status,
        "progress": record.progress,
        "error": check.error,
        "project": check.project,
        "commit": check.commit,
        "branch": check.branch,
        "is_baseline": check.is_baseline,
        "compared_with": check.compared_with,
        "created_at": record.created_at,
        "finished_at": record.finished_at,
        "schemes": [choice.label for choice in record.spec.schemes],
    }


def _check_of(record: ExperimentRecord) -> CheckRecord:
    if record.check is None:
        raise ValueError(f"experiment {record.id} is no check")
    return record.check


def _preset(check: CheckRecord) -> Any:
    thresholds: Any = check.gates["thresholds"]
    return thresholds["preset"]
