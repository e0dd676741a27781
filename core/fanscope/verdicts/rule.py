"""What a rule is: words for a stranger, bounds with sources, and a function that looks at evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.remedy import Finding

Preset = Literal["fanscope", "sagemaker", "deepchecker"]
PRESETS: tuple[Preset, ...] = get_args(Preset)
"""Sets of bounds: our own, and what the rules of Amazon SageMaker Debugger and of TheDeepChecker say."""

Bounds = Mapping[str, float]
Judge = Callable[[Evidence, Bounds], Finding | None]


@dataclass(frozen=True, slots=True)
class Bound:
    """A number that a rule compares with.

    Attributes:
        name: Its key in thresholds.
        meaning: What crosses it, one phrase.
        source: Keys of docs/references.bib, separated by commas; where the number is ours, what it is derived from.
        values: The number in each preset that uses it.
    """

    name: str
    meaning: str
    source: str
    values: Mapping[Preset, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        code: Stable, ``FS101``.
        name: Stable, ``exploding-activations``.
        title: For people.
        meaning: For a stranger: what it means and how to mend it, a paragraph.
        figure: Name of the picture that shows why (:func:`fanscope.figures.catalogue`).
        reference: Keys of docs/references.bib for the rule itself; its bounds have sources of their own.
        bounds: What can be set.
        judges: What finds it under each preset; a preset that is not here does not know the rule.
        ascending: Pairs of bounds, the first of which must be the smaller.
    """

    code: str
    name: str
    title: str
    meaning: str
    figure: str
    reference: str
    bounds: tuple[Bound, ...]
    judges: Mapping[Preset, Judge]
    ascending: tuple[tuple[str, str], ...] = ()

    def bounds_of(self, preset: Preset) -> dict[str, float]:
        """Return the bounds that a preset uses, by name."""
        return {each.name: each.values[preset] for each in self.bounds if preset in each.values}

    def sources_of(self, preset: Preset) -> str:
        """Return the keys of the rule's and of its used bounds' sources, each once."""
        used = [each.source for each in self.bounds if preset in each.values]
        keys = [key.strip() for text in (self.reference, *used) for key in text.split(",")]
        return ", ".join(dict.fromkeys(key for key in keys if key))
