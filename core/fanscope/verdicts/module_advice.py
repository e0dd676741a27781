"""Advice for a user's own module, of which there is no spec: a call of torch.nn.init, or a factor."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from fanscope.verdicts.evidence import Evidence, LayerFacts
from fanscope.verdicts.remedy import Remedy
from fanscope.wording import say, say_list

_RECTIFIED = frozenset({"relu", "leaky-relu", "gelu", "silu", "elu"})
_NEAR = 1.25
"""Factors nearer to 1 than this mend nothing."""
_OFF = 2.0
"""Times the variance asked for, or one over it."""
_MOST_NAMES = 4


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
    """Return what to do with every layer whose weights are off, or with the one that the remedy names."""
    off = [each for each, is_off in zip(evidence.layers, _is_off(evidence), strict=True) if is_off]
    facts = next((each for each in evidence.layers if each.name == remedy.layer), None)
    if len(off) > 1:
        return _advise_several(off)
    if facts is None:
        return f"Initialize every weight with {_call(evidence.layers[-1])}, and biases with zeros."
    advice = f"Initialize {facts.name} with {_call(facts)}"
    if remedy.factor > 0 and isfinite(remedy.factor) and not 1 / _NEAR < remedy.factor < _NEAR:
        advice += f", or multiply its weight by {say(remedy.factor)}"
    return f"{advice}."


def _is_off(evidence: Evidence) -> NDArray[np.bool_]:
    """Return whose weights have less than half or more than twice the variance that their fans ask for, [L]."""
    gain = evidence.weight_gain
    return np.isfinite(gain) & ((gain < 1 / _OFF) | (gain > _OFF)) & ~evidence.zero_is_wanted


def _advise_several(layers: Sequence[LayerFacts]) -> str:
    by_call: dict[str, list[str]] = {}
    for each in layers:
        by_call.setdefault(_call(each), []).append(each.name)
    parts = [f"{_say_names(names)} with {call}" for call, names in by_call.items()]
    return f"Initialize {', and '.join(parts)}."


def _say_names(names: Sequence[str]) -> str:
    if len(names) <= _MOST_NAMES:
        return say_list(names)
    return f"{names[0]}, {names[1]} and {len(names) - 2} more up to {names[-1]}"


def _call(facts: LayerFacts) -> str:
    """Return the call that gives the variance which the layer's gain asks for.

    A layer that reads the data takes the gain of the activation behind it, by He's custom.
    """
    if (facts.fed_by or facts.activation) in _RECTIFIED:
        return "torch.nn.init.kaiming_normal_(weight, nonlinearity='relu')"
    return "torch.nn.init.xavier_normal_(weight)"
