"""What a check is measured by: its gates, and the check that was its project's baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fanscope.checks import Gates
from fanscope.errors import SpecError
from fanscope.verdicts import Baseline, Evidence
from fanscope_backend.store import Store


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
