"""Baselines: the numbers of a stored check, layer by layer and seed by seed, and evidence that remembers them.

What drift is, is said by the rule ``FS501 baseline-drift``; here is only what is stored and how it is put beside what is
measured now. The server stores the same document.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

import fanscope
from fanscope.errors import SpecError
from fanscope.verdicts import Evidence, Seeds
from fanscope.wording import plain

Row = tuple[float | None, ...]
Quantity = Literal["second_moment", "between_input_var", "gradient", "weight"]
QUANTITIES: tuple[Quantity, ...] = get_args(Quantity)


class SchemeNumbers(BaseModel):
    """One scheme at step 0.

    Attributes:
        layers: Names, L of them.
        numbers: By quantity, [S, L]; None where it was not measured or not finite.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    layers: tuple[str, ...]
    numbers: dict[Quantity, tuple[Row, ...]]


class Baseline(BaseModel):
    """The numbers of a stored check.

    Attributes:
        kind: What the document is, and its version.
        version: Of the Fanscope that measured.
        commit: Of the project that was checked, None where unknown.
        schemes: By label.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["fanscope-baseline/1"] = "fanscope-baseline/1"
    version: str
    commit: str | None = None
    schemes: dict[str, SchemeNumbers]

    @classmethod
    def of(cls, evidence: Iterable[Evidence], *, commit: str | None = None) -> Baseline:
        """Return what was measured, to be stored."""
        return cls(
            version=fanscope.__version__,
            commit=commit,
            schemes={each.scheme: _numbers(each) for each in evidence},
        )

    def beside(self, evidence: Evidence) -> Evidence:
        """Return the evidence with the stored numbers of the same scheme, layer by layer.

        Layers are matched by name; what the baseline does not know is NaN. A scheme that it does not know stays alone.
        """
        stored = self.schemes.get(evidence.scheme)
        return evidence if stored is None else replace(evidence, baseline=_align(stored, evidence))

    def strangers(self, evidence: Iterable[Evidence]) -> tuple[str, ...]:
        """Return the labels that are judged now and that the baseline does not know."""
        return tuple(each.scheme for each in evidence if each.scheme not in self.schemes)


def read_baseline(path: Path) -> Baseline:
    """Return the baseline of a file.

    Raises:
        OSError: It cannot be read.
        SpecError: It is none.
    """
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except ValidationError as error:
        details = error.errors()[0]
        place = ".".join(str(part) for part in details["loc"])
        raise SpecError.at(
            "--baseline",
            str(path),
            f"is no baseline ({place + ': ' if place else ''}{details['msg']}); write one with --save-baseline",
        ) from None


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline as indented JSON, fit to be committed.

    Raises:
        OSError: It cannot be written.
    """
    path.write_text(baseline.model_dump_json(indent=1) + "\n", encoding="utf-8")


def _numbers(evidence: Evidence) -> SchemeNumbers:
    return SchemeNumbers(
        layers=tuple(layer.name for layer in evidence.layers),
        numbers={
            name: tuple(
                tuple(plain(float(value)) for value in row) for row in getattr(evidence.seeds, name)
            )
            for name in QUANTITIES
        },
    )


def _align(stored: SchemeNumbers, evidence: Evidence) -> Seeds:
    place = {name: index for index, name in enumerate(stored.layers)}
    num_seeds = max((len(rows) for rows in stored.numbers.values()), default=0)
    found: dict[str, list[list[float]]] = {}
    for name, rows in stored.numbers.items():
        found[name] = [
            [_value(row, place.get(layer.name)) for layer in evidence.layers] for row in rows
        ]
    return Seeds.of((num_seeds, len(evidence.layers)), **found)


def _value(row: Row, index: int | None) -> float:
    value = row[index] if index is not None and index < len(row) else None
    return np.nan if value is None else value
