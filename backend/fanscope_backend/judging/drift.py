"""What drifted from the baseline, as it is stored with a check: layers by scheme, quantities by layer.

A scheme that was compared with nothing has null in place of its layers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from fanscope.verdicts import Evidence, Thresholds
from fanscope.verdicts.baseline import COMPARED, Compared
from fanscope.verdicts.rules.baseline_drift import RULE, drifted_quantities

Stored = Mapping[str, Any] | None
"""The column of a check; null before its end."""


def find_drift(evidences: Iterable[Evidence], thresholds: Thresholds) -> dict[str, Any]:
    """Return what drifted, to be stored; nothing where the thresholds silence the rule that judges drift."""
    is_judged = thresholds.switch_of(RULE) != "off"
    bounds = thresholds.bounds_of(RULE)
    return {
        each.scheme: None
        if each.baseline is None or not is_judged
        else {layer: list(what) for layer, what in drifted_quantities(each, bounds).items()}
        for each in evidences
    }


def is_compared(stored: Stored, scheme: str) -> bool:
    """Return whether there was something to compare the scheme with."""
    return (stored or {}).get(scheme) is not None


def drift_of(stored: Stored, scheme: str) -> dict[str, tuple[Compared, ...]]:
    """Return what drifted of each layer of a scheme that did.

    Checks of before stored the layers alone: any of their quantities may have drifted.
    """
    layers = (stored or {}).get(scheme) or {}
    if isinstance(layers, Mapping):
        return {layer: tuple(what) for layer, what in layers.items()}
    return dict.fromkeys(layers, COMPARED)


def layers_by_scheme(stored: Stored) -> dict[str, list[str]]:
    """Return the layers that drifted, whatever of them it was."""
    return {scheme: list(drift_of(stored, scheme)) for scheme in stored or {}}
