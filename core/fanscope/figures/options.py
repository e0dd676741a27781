"""What a reader may ask of a figure, and how a figure introduces itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Theme = Literal["light", "dark"]
Scale = Literal["auto", "linear", "log"]


@dataclass(frozen=True, slots=True)
class FigureOptions:
    """What a reader may ask of a figure; every field has a default that makes sense.

    Attributes:
        step: The recorded step to show, for figures of one moment; the last recorded step that is
            not later is taken. None means step 0.
        schemes: Labels of the schemes to show; empty means all.
        layers: Names of the main layers to show; empty means all (or a spread of them where all do not fit).
        seeds: Seeds to show; empty means all.
        scale: Axis of the values. ``auto`` lets the figure choose; ``log`` is symmetric-log where
            values have both signs.
        quantity: What to show, for figures that know more than one quantity; None is the figure's own.
        mark: Name of a layer to point at, for figures by depth; nothing is pointed at where it is not shown.
        theme: Colors for a light or a dark page; backgrounds are always transparent.
        narrow: Lay the figure out for a container of 350 to 600 px, such as a phone.
    """

    step: int | None = None
    schemes: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    scale: Scale = "auto"
    quantity: str | None = None
    mark: str | None = None
    theme: Theme = "light"
    narrow: bool = False

    @property
    def line_characters(self) -> int:
        """How many characters a line of words above the picture holds in the least container, 350 or 600 px."""
        return 46 if self.narrow else 84


@dataclass(frozen=True, slots=True)
class FigureInfo:
    """How a figure introduces itself in the catalogue.

    Attributes:
        name: Its name in URLs.
        title: Its title.
        question: The question it answers.
        options: Fields of :class:`FigureOptions` that change it, besides schemes, layers, seeds,
            theme and narrow, which change every figure.
        quantities: Allowed values of ``quantity``, the default first; empty where there is no choice.
        for_tasks: Whether there is anything to see only where several tasks are learned in sequence.
    """

    name: str
    title: str
    question: str
    options: tuple[str, ...]
    quantities: tuple[str, ...] = ()
    for_tasks: bool = False
