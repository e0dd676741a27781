"""What a scheme is: numbers and words about how every tensor of a network starts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

from fanscope.distribution import Assignment
from fanscope.errors import SpecError
from fanscope.layout import HeadLayout, LayerLayout, NetworkLayout

NetworkKind = Literal["mlp", "sequential", "hypernetwork"]
ALL_KINDS: tuple[NetworkKind, ...] = ("mlp", "sequential", "hypernetwork")
PLAIN_KINDS: tuple[NetworkKind, ...] = ("mlp", "sequential")
Calibration = Literal["lsuv", "metainit", "gradinit"]
LEARNED_FROM_LOSS: frozenset[Calibration] = frozenset({"metainit", "gradinit"})
"""Calibrations that differentiate the loss, a cross-entropy; the other looks at activations alone."""
"""Ways to learn scales from a run's first batch (:mod:`fanscope.networks.calibration`)."""


@dataclass(frozen=True, slots=True)
class ParameterInfo:
    """A parameter that a scheme needs; none has a default, so that a spec says what it does.

    Attributes:
        name: Key in the spec.
        kind: A finite ``number`` within the bounds, or another ``scheme`` by name or mapping.
        example: A sensible value, to start from.
        summary: Meaning, one phrase.
        minimum: Smallest number allowed.
        maximum: Largest number allowed.
        is_whole: Whether only whole numbers make sense.
    """

    name: str
    kind: Literal["number", "scheme"]
    example: float | str
    summary: str
    minimum: float = -1e6
    maximum: float = 1e6
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class SchemeInfo:
    """What the catalogue shows of a scheme.

    Attributes:
        name: Name in specs.
        title: Name for people.
        formula: The variance it sets, LaTeX.
        reference: Key of its source in ``docs/references.bib``.
        summary: What it does and what follows, one or two sentences.
        fits: Kinds of network that it can initialise.
        parameters: What it needs to know, in the order in which it is written.
        needs: What a network of these kinds must have besides, one phrase; empty where any will do.
        calibration: What learns the scales from data after the draw; None where the draw is all.
    """

    name: str
    title: str
    formula: str
    reference: str
    summary: str
    fits: tuple[NetworkKind, ...] = ALL_KINDS
    parameters: tuple[ParameterInfo, ...] = ()
    needs: str = ""
    calibration: Calibration | None = None


class Scheme(ABC):
    """A rule that gives every tensor of a network its initial distribution.

    A scheme is an immutable value; its constructor takes exactly ``info.parameters`` by name.
    """

    info: ClassVar[SchemeInfo]

    def assign(self, layout: NetworkLayout) -> Assignment:
        """Return a distribution for every trainable tensor of ``layout``.

        Raises:
            SpecError: The scheme does not fit the network; the message is what :meth:`why_not` says.
        """
        reason = self.why_not(layout)
        if reason is not None:
            raise SpecError.at("", self.info.name, reason)
        return self.distribute(layout)

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return why the scheme does not fit a network, one sentence with the way out; None where it fits.

        It looks at the kind of network only; a scheme that needs more says more.
        """
        name, fits = self.info.name, self.info.fits
        if layout.hypernet is None and not set(fits) & set(PLAIN_KINDS):
            return (
                f"{name} sets the heads of a hypernetwork, and this network has none; "
                "use xavier or kaiming, or network.kind: hypernetwork"
            )
        if layout.hypernet is not None and "hypernetwork" not in fits:
            inside = f", or {{name: bias-hyperinit, of: {name}}}"
            return (
                f"{name} sets the weights of an ordinary network, and here they are generated; "
                f"use hyperfan-in{'' if self.info.calibration else inside}"
            )
        return None

    def learning_steps(self, layout: NetworkLayout) -> float:  # noqa: ARG002
        """Return how many steps of training cost as much as the learning of scales; 0 where none are learned."""
        return 0.0

    def silences(self, layout: NetworkLayout) -> frozenset[str]:
        """Return the layers that it starts at zero, or next to it, on purpose: none, where it starts all of them there.

        A scheme that leaves every weight at zero means nothing by it; one that leaves some of them there does.
        """
        assignment = self.distribute(layout)
        zero = {layer.name for layer in layout.layers if starts_at_zero(layer, assignment)}
        return frozenset() if len(zero) == len(layout.layers) else frozenset(zero)

    @abstractmethod
    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return a distribution for every trainable tensor of a network that the scheme fits."""


def starts_at_zero(layer: LayerLayout, assignment: Assignment) -> bool:
    """Return whether a layer's weight, drawn or generated, is always zero."""
    head = layer.weight_head
    if head is None:
        return assignment[layer.weight.name].second_moment == 0
    if head.right is not None:
        factors = (head, head.right)
        is_zero = any(_gives_zero(factor, assignment) for factor in factors)
    else:
        is_zero = _gives_zero(head, assignment)
    return is_zero and (head.base is None or assignment[head.base.name].second_moment == 0)


def _gives_zero(head: HeadLayout, assignment: Assignment) -> bool:
    parts = [head.kernel] if head.offset is None else [head.kernel, head.offset]
    return all(assignment[part.name].second_moment == 0 for part in parts)
