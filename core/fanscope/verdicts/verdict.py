"""What a rule found, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule found for one scheme: measured against predicted and bound.

    Attributes:
        rule: Stable code, e.g. ``FS101``.
        name: Stable name, e.g. ``exploding-activations``.
        severity: ``error`` where training is broken or hopeless, ``warning`` where it is harder than need be.
        scheme: Label of the scheme.
        layer: The first layer where it shows, None where it has no place.
        measured: The number that the rule looked at, median over seeds.
        predicted: What theory predicts for that number under this scheme, None where it says nothing.
        bound: The bound that was crossed.
        explanation: One sentence with the numbers.
        advice: One sentence that names a scheme or a factor that would repair it.
        reference: Keys of docs/references.bib, where rule and bound come from.
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


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict and the clause that stands for it in a scheme's one-sentence summary."""

    verdict: Verdict
    clause: str
