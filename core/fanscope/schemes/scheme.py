"""What a scheme is: numbers and words about how every tensor of a network starts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Literal

from fanscope.distribution import Assignment
from fanscope.layout import NetworkLayout

NetworkKind = Literal["mlp", "sequential", "hypernetwork"]
ALL_KINDS: tuple[NetworkKind, ...] = ("mlp", "sequential", "hypernetwork")


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
    """

    name: str
    kind: Literal["number", "scheme"]
    example: float | str
    summary: str
    minimum: float = -1e6
    maximum: float = 1e6


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
    """

    name: str
    title: str
    formula: str
    reference: str
    summary: str
    fits: tuple[NetworkKind, ...] = ALL_KINDS
    parameters: tuple[ParameterInfo, ...] = ()


class Scheme(ABC):
    """A rule that gives every tensor of a network its initial distribution.

    A scheme is an immutable value; its constructor takes exactly ``info.parameters`` by name.
    """

    info: ClassVar[SchemeInfo]

    @abstractmethod
    def assign(self, layout: NetworkLayout) -> Assignment:
        """Return a distribution for every trainable tensor of ``layout``.

        Raises:
            SpecError: The scheme does not fit this kind of network.
        """
