"""What a check measured, as it is stored: layer by layer and seed by seed.

Notation:
    S, L   seeds; weighted layers
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.check_history import HISTORY_QUANTITIES, HistoryQuantity
from fanscope.over_seeds import OverSeeds, over_seeds
from fanscope.verdicts import Evidence
from fanscope.wording import plain

QUANTITIES: tuple[HistoryQuantity, ...] = tuple(HISTORY_QUANTITIES)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One scheme at step 0.

    Attributes:
        scheme: Its label.
        layers: Names, input side first, L of them.
        numbers: [S, L] by quantity, NaN where there is no finite number.
    """

    scheme: str
    layers: tuple[str, ...]
    numbers: Mapping[HistoryQuantity, NDArray[np.float64]]

    def over_seeds(self, quantity: HistoryQuantity) -> OverSeeds:
        """Return least, median and greatest over the seeds, [L] each."""
        return over_seeds(self.numbers[quantity])


def write_measured(evidences: Iterable[Evidence]) -> dict[str, Any]:
    """Return what was measured as JSON; null where there is no finite number."""
    return {
        "schemes": [
            {"scheme": evidence.scheme, "layers": [layer.name for layer in evidence.layers]}
            | {name: _rows(getattr(evidence.seeds, name)) for name in QUANTITIES}
            for evidence in evidences
        ]
    }


def read_measured(document: Mapping[str, Any] | None) -> tuple[Measured, ...]:
    """Return what :func:`write_measured` wrote, scheme by scheme; nothing where nothing was measured."""
    return tuple(
        Measured(
            scheme=each["scheme"],
            layers=tuple(each["layers"]),
            numbers={name: np.array(each[name], dtype=np.float64) for name in QUANTITIES},
        )
        for each in (document or {}).get("schemes", ())
    )


def _rows(values: NDArray[np.float64]) -> list[list[float | None]]:
    return [[plain(value) for value in row] for row in values.tolist()]
