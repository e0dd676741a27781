"""FS110: infinities or NaN appeared."""

from __future__ import annotations

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.exploding_activations import exploding_activations
from fanscope.verdicts.repair import better_scheme, typical_gain
from fanscope.verdicts.verdict import Finding, Verdict


def nonfinite(evidence: Evidence) -> Finding | None:
    """Return a finding where any seed diverged."""
    points = [point for point in evidence.divergences if point is not None]
    if not points:
        return None
    first = min(points, key=lambda point: point.step)
    where = f" in {first.layer}" if first.layer else ""
    return Finding(
        Verdict(
            rule="FS110",
            name="non-finite",
            severity="error",
            scheme=evidence.scheme,
            layer=first.layer,
            measured=float(first.step),
            predicted=None,
            bound=None,
            explanation=f"{len(points)} of {len(evidence.divergences)} runs became non-finite, the first at step {first.step}{where}.",
            advice=_advice(evidence),
            reference="chang2020principled",
        ),
        clause=f"diverged at step {first.step}{where}",
    )


def _advice(evidence: Evidence) -> str:
    if exploding_activations(evidence) is None:
        return "Lower training.optimizer.lr: step 0 is healthy, the updates are too large."
    return better_scheme(evidence, typical_gain(evidence))
