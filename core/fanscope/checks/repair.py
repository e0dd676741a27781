"""The spec that all advice of a check leads to."""

from __future__ import annotations

from collections.abc import Iterable

from fanscope.spec import ExperimentSpec
from fanscope.verdicts import Change, Verdict, apply


def repair(spec: ExperimentSpec, verdicts: Iterable[Verdict]) -> ExperimentSpec:
    """Return the spec with every verdict's advice applied.

    Where two verdicts would put different things into one field, the first stands: rules come in the order of importance.

    Raises:
        SpecError: The changes lead to no spec.
    """
    chosen: dict[str, Change] = {}
    for verdict in verdicts:
        for change in verdict.changes:
            chosen.setdefault(change.field, change)
    return apply(spec, chosen.values()) if chosen else spec
