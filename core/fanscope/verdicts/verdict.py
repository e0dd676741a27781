"""What a rule found, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a spec and what to put there, e.g. ``Change("schemes.1", {"name": "hyperfan-in"})``.

    Attributes:
        field: Dotted path in the spec.
        value: What stands there afterwards.
    """

    field: str
    value: JsonValue


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule found for one scheme: measured against predicted and bound.

    Attributes:
        rule: Stable code, e.g. ``FS101``.
        name: Stable name, e.g. ``exploding-activations``.
        severity: ``error`` where it will not train, ``warning`` where it trains slower or unevenly.
        scheme: Label of the scheme.
        layer: The first layer where it shows, None where it has no place.
        measured: The number that the rule looked at, median over seeds; None where there is none.
        predicted: What theory predicts for that number under this scheme, None where it says nothing.
        bound: The bound that was crossed, in the same unit as ``measured``.
        explanation: One sentence with the numbers.
        advice: One sentence that says what would repair it.
        reference: Keys of docs/references.bib, where rule and bound come from.
        changes: The advice as data; empty where there is no spec, or nothing can be written down.
    """

    rule: str
    name: str
    severity: Severity
    scheme: str
    layer: str | None
    measured: float | None
    predicted: float | None
    bound: float | None
    explanation: str
    advice: str
    reference: str
    changes: tuple[Change, ...] = ()
