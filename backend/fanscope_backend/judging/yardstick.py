"""What a check is measured by: its gates, and the check that was its project's baseline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fanscope.checks import Gates
from fanscope.errors import SpecError
from fanscope.verdicts import FANSCOPE, Baseline, Thresholds
from fanscope_backend.store import CheckRecord, Store


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


def yardstick_of(store: Store, check: CheckRecord | None) -> tuple[Thresholds, Baseline | None]:
    """Return the thresholds and the baseline that an experiment is judged by: a check by its own, others by ours and beside nothing."""
    if check is None:
        return FANSCOPE, None
    return gates_to_show(check.gates).thresholds, read_baseline(store, check.compared_with)
