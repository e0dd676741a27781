"""What would repair a finding: a sentence, and the same as changes of the spec."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fanscope.spec import ExperimentSpec, HypernetworkSpec, MlpSpec, SchemeChoice
from fanscope.verdicts.candidates import better_schemes
from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.module_advice import advise_module
from fanscope.verdicts.remedy import Remedy
from fanscope.verdicts.verdict import Change
from fanscope.wording import say

_LARGER = 4
"""Embeddings four times as long: the relative spread of their norms, sqrt(0.8 / d_k) where they are uniform, halves."""
_LONGEST = 100_000
_FLAT = frozenset({"sigmoid"})
"""Their slope is 1/4 at most, so that no weights of any size carry gradients through many layers."""
_MANY = 5


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
            return _change_network(evidence, spec)


def _change_learning_rate(spec: ExperimentSpec, factor: float) -> Repair:
    lr = float(f"{spec.training.optimizer.lr * factor:.2g}")
    verb = "Lower" if factor < 1 else "Raise"
    change = Change("training.optimizer.lr", lr)
    return Repair(f"{verb} the learning rate (training.optimizer.lr) to {say(lr)}.", (change,))


def _change_network(evidence: Evidence, spec: ExperimentSpec) -> Repair:
    """Return a scheme that fits, and what of the network has to change with it."""
    best, *others = better_schemes(spec.network)
    changes = {**_other_activation(spec), **_no_generated_biases(evidence)}
    if changes:
        return _use(evidence, spec, best, changes)
    if best.label != evidence.scheme:
        return _use(evidence, spec, best, {})
    if (size := _longer_codes(spec)) is not None:
        why = "how much the codes' norms differ compounds with depth"
        change = Change("network.conditioning.size", size)
        return Repair(f"Raise network.conditioning.size to {size}: {why}.", (change,))
    return _use(evidence, spec, others[0], {}) if others else Repair(f"Make {_say_shape(spec)}.")


def _use(
    evidence: Evidence, spec: ExperimentSpec, choice: SchemeChoice, network: dict[str, str]
) -> Repair:
    """Return that a scheme is to be used where it is not yet, and fields of the network set."""
    is_new = choice.label != evidence.scheme
    phrases = [f"use {choice.label}"] if is_new else []
    phrases += [f"{_PHRASES[value]} ({field}: {value})" for field, value in network.items()]
    sentence = f"{', and '.join(phrases)}."
    scheme = _replace(evidence, spec, choice) if is_new else ()
    changes = (Change(field, value) for field, value in network.items())
    return Repair(sentence[0].upper() + sentence[1:], (*scheme, *changes))


_PHRASES = {"weights": "generate weights only", "tanh": "use another activation"}


def _replace(evidence: Evidence, spec: ExperimentSpec, choice: SchemeChoice) -> Iterable[Change]:
    return tuple(
        Change(f"schemes.{index}", choice.model_dump(mode="json"))
        for index, each in enumerate(spec.schemes)
        if each.label == evidence.scheme
    )


def _no_generated_biases(evidence: Evidence) -> dict[str, str]:
    """Return that weights alone are to be generated: biases take half of the variance that tells inputs apart.

    Reference: chang2020principled, Table 1.
    """
    is_trap = any(layer.bias_is_generated for layer in evidence.layers)
    return {"network.generates": "weights"} if is_trap else {}


def _other_activation(spec: ExperimentSpec) -> dict[str, str]:
    """Return that a deep perceptron of sigmoids is to have another activation.

    Reference: glorot2010understanding, section 3.1.
    """
    main = spec.main
    if not isinstance(main, MlpSpec) or main.activation not in _FLAT or len(main.widths) <= _MANY:
        return {}
    is_generated = isinstance(spec.network, HypernetworkSpec)
    return {"network.main.activation" if is_generated else "network.activation": "tanh"}


def _longer_codes(spec: ExperimentSpec) -> int | None:
    """Return a size of the codes at which their norms differ less; None where there is none to change."""
    size = getattr(getattr(spec.network, "conditioning", None), "size", None)
    return size * _LARGER if isinstance(size, int) and size * _LARGER <= _LONGEST else None


def _say_shape(spec: ExperimentSpec) -> str:
    main = "main network" if isinstance(spec.network, HypernetworkSpec) else "network"
    return f"the {main} shallower, or its layers wider"
