"""Advice for a user's own module, of which there is no spec: a call of torch.nn.init, or a factor."""

from __future__ import annotations

from math import isfinite

from fanscope.verdicts.evidence import Evidence, LayerFacts
from fanscope.verdicts.remedy import Remedy
from fanscope.wording import say

_RECTIFIED = frozenset({"relu", "leaky-relu", "gelu", "silu", "elu"})
_NEAR = 1.25
"""Factors nearer to 1 than this mend nothing."""


def advise_module(evidence: Evidence, remedy: Remedy) -> str:
    """Return one sentence that names the layer and what to do with its weight."""
    match remedy.ailment:
        case "step":
            verb = "Lower" if remedy.factor < 1 else "Raise"
            return f"{verb} the learning rate {say(max(remedy.factor, 1 / remedy.factor))} times."
        case "unknown":
            return (
                "Look for what differs from what it is compared with; no initialization mends that."
            )
        case _:
            return _advise_weights(evidence, remedy)


def _advise_weights(evidence: Evidence, remedy: Remedy) -> str:
    facts = next((each for each in evidence.layers if each.name == remedy.layer), None)
    if facts is None:
        return f"Initialize every weight with {_call(evidence.layers[-1])}, and biases with zeros."
    advice = f"Initialize {facts.name} with {_call(facts)}"
    if remedy.factor > 0 and isfinite(remedy.factor) and not 1 / _NEAR < remedy.factor < _NEAR:
        advice += f", or multiply its weight by {say(remedy.factor)}"
    return f"{advice}."


def _call(facts: LayerFacts) -> str:
    if facts.fed_by in _RECTIFIED:
        return "torch.nn.init.kaiming_normal_(weight, nonlinearity='relu')"
    return "torch.nn.init.xavier_normal_(weight)"
