"""A project's history: what each check measured, for lists and for the picture."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, log10

from fanscope.figures.check_history import HistoryQuantity
from fanscope.figures.history_numbers import CheckNumbers, LayerNumbers
from fanscope.over_seeds import OverSeeds
from fanscope.verdicts.baseline import COMPARED
from fanscope_backend.api.measured import Measured, read_measured
from fanscope_backend.api.models.project import HistoryItem, ProjectHistory, SchemeHistory, Spread
from fanscope_backend.judging.drift import drift_of, is_compared
from fanscope_backend.store import PastCheck

SHORT_COMMIT = 7


def view_history(project: str, past: Iterable[PastCheck]) -> ProjectHistory:
    """Return a project's history as the wire shows it."""
    items = [_view_item(check) for check in past]
    labels = [each.scheme for item in reversed(items) for each in item.schemes]
    return ProjectHistory(project=project, schemes=list(dict.fromkeys(labels)), items=items)


def draw_from(
    past: Iterable[PastCheck], scheme: str, quantity: HistoryQuantity
) -> tuple[CheckNumbers, ...]:
    """Return what the picture of one scheme and quantity is drawn from."""
    return tuple(
        CheckNumbers(
            label=_label(check),
            status=check.status,
            is_baseline=check.is_baseline,
            layers=_layers(check, scheme, quantity),
            is_compared=is_compared(check.drifted, scheme),
            drifted=_quantities(check, scheme),
        )
        for check in past
    )


def _view_item(check: PastCheck) -> HistoryItem:
    return HistoryItem.model_validate(
        {
            "id": check.id,
            "commit": check.commit,
            "branch": check.branch,
            "created_at": check.created_at,
            "status": check.status,
            "is_baseline": check.is_baseline,
            "schemes": [_view_scheme(check, each) for each in read_measured(check.numbers)],
        }
    )


def _view_scheme(check: PastCheck, measured: Measured) -> SchemeHistory:
    drifted = drift_of(check.drifted, measured.scheme)
    spreads = {name: _view_spread(measured.over_seeds(name)) for name in COMPARED}
    return SchemeHistory(
        scheme=measured.scheme,
        layers=list(measured.layers),
        drifted=[layer for layer in measured.layers if layer in drifted],
        **spreads,
    )


def _view_spread(numbers: OverSeeds) -> Spread:
    return Spread(
        low=[_log10(value) for value in numbers.low.tolist()],
        median=[_log10(value) for value in numbers.median.tolist()],
        high=[_log10(value) for value in numbers.high.tolist()],
    )


def _log10(value: float) -> float | None:
    return log10(value) if isfinite(value) and value > 0 else None


def _layers(check: PastCheck, scheme: str, quantity: HistoryQuantity) -> tuple[LayerNumbers, ...]:
    measured = next((e for e in read_measured(check.numbers) if e.scheme == scheme), None)
    if measured is None:
        return ()
    drifted = drift_of(check.drifted, scheme)
    numbers = measured.over_seeds(quantity)
    rows = zip(measured.layers, numbers.low, numbers.median, numbers.high, strict=True)
    return tuple(
        LayerNumbers(
            layer,
            float(low),
            float(median),
            float(high),
            has_drifted=quantity in drifted.get(layer, ()),
        )
        for layer, low, median, high in rows
    )


def _quantities(check: PastCheck, scheme: str) -> frozenset[HistoryQuantity]:
    """Return what drifted from the baseline in any layer."""
    drifted = drift_of(check.drifted, scheme)
    return frozenset(what for quantities in drifted.values() for what in quantities)


def _label(check: PastCheck) -> str:
    """Return what a check is called on an axis: its commit, shortened, or the end of its id."""
    return check.commit[:SHORT_COMMIT] if check.commit else check.id[-SHORT_COMMIT:]
