"""The numbers of a check that later ones are compared with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from fanscope.verdicts.evidence import Evidence

Compared = Literal["second_moment", "between_input_var", "gradient"]
COMPARED: tuple[Compared, ...] = get_args(Compared)
"""What is kept of a layer: the three things that every verdict looks at."""


class LayerBaseline(BaseModel):
    """One layer's numbers at step 0, one a seed; null where they were not measured or not finite."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    second_moment: tuple[float | None, ...]
    between_input_var: tuple[float | None, ...]
    gradient: tuple[float | None, ...]


class Baseline(BaseModel):
    """The numbers of a stored check: scheme by scheme, layer by layer, seed by seed; JSON both ways."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schemes: dict[str, dict[str, LayerBaseline]]

    @classmethod
    def of(cls, evidences: Iterable[Evidence]) -> Baseline:
        """Return the numbers of one check, whose schemes have labels of their own."""
        return cls(schemes={evidence.scheme: _read(evidence) for evidence in evidences})

    def layers_of(self, scheme: str) -> dict[str, LayerBaseline] | None:
        """Return a scheme's layers by name; None where the baseline does not have it."""
        return self.schemes.get(scheme)


def _read(evidence: Evidence) -> dict[str, LayerBaseline]:
    columns = {name: getattr(evidence.seeds, name) for name in COMPARED}
    return {
        layer.name: LayerBaseline(
            **{name: _plain(numbers[:, index]) for name, numbers in columns.items()}
        )
        for index, layer in enumerate(evidence.layers)
    }


def _plain(values: NDArray[np.float64]) -> tuple[float | None, ...]:
    return tuple(value if np.isfinite(value) else None for value in values.tolist())
