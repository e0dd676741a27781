"""What the history of a project's checks is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan


@dataclass(frozen=True, slots=True)
class LayerNumbers:
    """One layer of one check: least, median and greatest over the seeds; infinite where a seed broke."""

    layer: str
    low: float
    median: float
    high: float
    has_drifted: bool = False


@dataclass(frozen=True, slots=True)
class CheckNumbers:
    """One check as the history shows it.

    Attributes:
        label: What stands below it, a short commit.
        status: ``passed``, ``failed`` or ``error``.
        is_baseline: Whether later checks are compared with it.
        layers: What it measured of one scheme and quantity; empty where nothing.
        is_compared: Whether there was a baseline that knows the scheme when it came.
        drifted: Names of all quantities of the scheme that drifted from it in some layer.
    """

    label: str
    status: str
    is_baseline: bool
    layers: tuple[LayerNumbers, ...]
    is_compared: bool = False
    drifted: frozenset[str] = frozenset()


def numbers_of(checks: Sequence[CheckNumbers], layer: str) -> list[LayerNumbers]:
    """Return one layer's numbers in every check, NaN where it was not measured."""
    missing = LayerNumbers(layer, nan, nan, nan)
    return [next((e for e in check.layers if e.layer == layer), missing) for check in checks]
