"""What would repair a finding: a sentence, and the same as changes of the spec."""

from __future__ import annotations

from dataclasses import dataclass

from fanscope.layout import lay_out
from fanscope.spec import ExperimentSpec, HypernetworkSpec, SchemeChoice
from fanscope.verdicts.candidates import better_schemes
from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.module_advice import advise_module
from fanscope.verdicts.remedy import Remedy
from fanscope.verdicts.verdict import Change
from fanscope.wording import say

_LARGER = 4
"""Embeddings four times as long: the relative spread of their norms, sqrt(0.8 / d_k) where they are uniform, halves."""
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Repair:
    """Advice, and the changes that carry it out.

    Attributes:
        advice: One sentence.
        changes: Empty where nothing can be written down.
    """

    advice: str
    changes: tuple[Change, ...] = ()


def mend(evidence: Evidence, remedy: Remedy) -> Repair:
    """Return what would repair a finding."""
    spec = evidence.spec
    if spec is None:
        return Repair(advise_module(evidence, remedy))
    match remedy.ailment:
        case "step":
            return _change_learning_rate(spec, remedy.factor)
        case "unknown":
            return Repair(
                "Look for what differs from what it is compared with; no scheme mends that."
            )
        case _:
            return _change_scheme(evidence, spec)


def _change_learning_rate(spec: ExperimentSpec, factor: float) -> Repair:
    lr = float(f"{spec.training.optimizer.lr * factor:.2g}")
    verb = "Lower" if factor < 1 else "Raise"
    change = Change("training.optimizer.lr", lr)
    return Repair(f"{verb} the learning rate (training.optimizer.lr) to {say(lr)}.", (change,))


def _change_scheme(evidence: Evidence, spec: ExperimentSpec) -> Repair:
    """Return a scheme that fits; if it is the one that is judged, what else makes it work."""
    best, *others = better_schemes(lay_out(spec.network), spec)
    if any(layer.bias_is_generated for layer in evidence.layers):
        return _stop_generating_biases(evidence, spec, best)
    if best.label != evidence.scheme:
        return _use(evidence, spec, best)
    if (repair := _enlarge_embeddings(spec)) is not None:
        return repair
    return _use(evidence, spec, others[0]) if others else Repair(f"Make {_say_shape(spec)}.")


def _use(evidence: Evidence, spec: ExperimentSpec, choice: SchemeChoice) -> Repair:
    return Repair(f"Use {choice.label}.", _replace(evidence, spec, choice))


def _replace(evidence: Evidence, spec: ExperimentSpec, choice: SchemeChoice) -> tuple[Change, ...]:
    return tuple(
        Change(f"schemes.{index}", choice.model_dump(mode="json"))
        for index, each in enumerate(spec.schemes)
        if each.label == evidence.scheme
    )


def _stop_generating_biases(evidence: Evidence, spec: ExperimentSpec, best: SchemeChoice) -> Repair:
    """Return that weights alone are to be generated: biases take half of the variance that tells inputs apart.

    Reference: chang2020principled, Table 1.
    """
    only_weights = Change("network.generates", "weights")
    if best.label == evidence.scheme:
        return Repair("Generate weights only (network.generates: weights).", (only_weights,))
    advice = f"Use {best.label}, and generate weights only (network.generates: weights)."
    return Repair(advice, (*_replace(evidence, spec, best), only_weights))


def _enlarge_embeddings(spec: ExperimentSpec) -> Repair | None:
    """Return larger codes, whose norms differ less; None where the network has none to enlarge."""
    if not isinstance(spec.network, HypernetworkSpec):
        return None
    size = getattr(spec.network.conditioning, "size", None)
    if size is None or size * _LARGER > _LONGEST:
        return None
    advice = (
        f"Raise network.conditioning.size to {size * _LARGER}: "
        "how much the codes' norms differ compounds with depth."
    )
    return Repair(advice, (Change("network.conditioning.size", size * _LARGER),))


def _say_shape(spec: ExperimentSpec) -> str:
    main = "main network" if isinstance(spec.network, HypernetworkSpec) else "network"
    return f"the {main} shallower, or its layers wider"
