"""What a weight says by itself: equal units, orthogonal rows, and which initialization its size is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import inf, prod, sqrt

import torch
from torch import Tensor

from fanscope.diagnose.names import Parameters
from fanscope.diagnose.operations import Operation
from fanscope.diagnose.sites import Site
from fanscope.frames import Quantity
from fanscope.probes import FrameRecorder

PREFIX = 16
"""Terms of a row that are compared first; rows that differ there are not read further."""
FEW_ROWS = 8
"""Rows that are multiplied with each other: of random ones some pair is never orthogonal to rounding."""


@dataclass(frozen=True, slots=True)
class WeightFacts:
    """One weight as built.

    Attributes:
        shape: Its shape; of a recurrent layer ``[W_ih | W_hh]``.
        duplicates: Fraction of its units whose weights equal another unit's exactly; NaN for tables.
        orthogonal: Whether its rows, or its columns where those are fewer, are orthogonal to each other.
        is_table: Whether rows are looked up.
        fans: Fan-in and fan-out as ``torch.nn.init`` counts them; of a slice those of the whole parameter,
            which is what was initialized.
        hidden: Size of the state that a recurrent layer feeds back, None for all others.
        hears: Whether anything but zeros reaches it; asked of a weight that is zero alone.
    """

    shape: tuple[int, ...]
    duplicates: float
    orthogonal: bool
    is_table: bool
    fans: tuple[int, int]
    hidden: int | None
    hears: bool


class BuiltWeights:
    """Runs every operation with the module's own weights and measures them.

    Attributes:
        facts: What was found, by the operation's name.
    """

    def __init__(self, parameters: Parameters, recorder: FrameRecorder) -> None:
        """Find nothing yet."""
        self.facts: dict[str, WeightFacts] = {}
        self._parameters = parameters
        self._recorder = recorder

    def __call__(self, operation: Operation, site: Site) -> tuple[Tensor, Tensor | None]:
        """Return the weight and bias as they are."""
        weight = operation.weight.detach()
        if site.name not in self.facts:
            kind: Quantity = "weight" if site.owner is not None else "generated_weight"
            self._recorder.observe(site.name, kind, weight)
            self.facts[site.name] = _look_at(weight, operation, site, self._units(operation))
        return operation.weight, operation.bias

    def _units(self, operation: Operation) -> int:
        """Return how many units the weight's parameter has, of which it may be a slice."""
        owner, units = (
            self._parameters.owner(operation.weight),
            len(operation.rows(operation.weight)),
        )
        if owner is None:
            return units
        whole = self._parameters.whole(owner)
        return units * whole.numel() // operation.weight.numel()


def _look_at(weight: Tensor, operation: Operation, site: Site, units: int) -> WeightFacts:
    rows = operation.rows(weight)
    is_table = site.kind == "table"
    return WeightFacts(
        shape=tuple(weight.shape),
        duplicates=float("nan") if is_table else duplicate_rows(rows),
        orthogonal=not is_table and is_orthogonal(rows),
        is_table=is_table,
        fans=_torch_fans(weight, site, units, prod(rows.shape[1:])),
        hidden=None if operation.part is None else weight.shape[1] - operation.part.shape[1],
        hears=_says_something(weight) or _says_something(operation.x),
    )


def _torch_fans(weight: Tensor, site: Site, units: int, terms: int) -> tuple[int, int]:
    """Return the fans as ``torch.nn.init`` reads them off the shape, which a transposed convolution has reversed."""
    if site.kind != "conv":
        return terms, units
    area = prod(weight.shape[2:])
    return weight.shape[1] * area, weight.shape[0] * area


def _says_something(values: Tensor) -> bool:
    """Return whether anything is not zero; the first few values nearly always tell."""
    flat = values.flatten()
    return bool(flat[:PREFIX].any()) or bool(flat.any())


def duplicate_rows(rows: Tensor) -> float:
    """Return the fraction of rows that equal another row exactly; a matrix of one row has none."""
    if len(rows) < 2:
        return 0.0
    heads = [bytes(row) for row in _as_bytes(rows[:, :PREFIX])]
    shared = {head for head, uses in Counter(heads).items() if uses > 1}
    if not shared:
        return 0.0
    candidates = [index for index, head in enumerate(heads) if head in shared]
    wholes = Counter(bytes(row) for row in _as_bytes(rows[candidates]))
    return sum(uses for uses in wholes.values() if uses > 1) / len(rows)


def _as_bytes(rows: Tensor) -> list[memoryview]:
    whole = (rows.cpu() + 0.0).contiguous()  # minus zero becomes zero
    return [memoryview(row) for row in whole.view(torch.uint8).numpy()]


def is_orthogonal(rows: Tensor) -> bool:
    """Return whether the rows, or the columns where those are fewer, are orthogonal and equally long.

    A few of them are compared. Rounding leaves a cosine of about 1e-6 in float32; two random rows of n terms have
    1 / sqrt(n), so all pairs below 1e-4 by chance is out of the question.
    """
    matrix = rows if rows.shape[0] <= rows.shape[1] else rows.T
    some = matrix[:FEW_ROWS].double()
    if len(some) < 2:
        return False
    norms = torch.linalg.vector_norm(some, dim=1)
    least, greatest = float(norms.min()), float(norms.max())
    if not 0 < least <= greatest < inf:
        return False
    gram = (some / norms[:, None]) @ (some / norms[:, None]).T
    tolerance = 1e-4 if rows.dtype in (torch.float32, torch.float64) else 1 / sqrt(some.shape[1])
    return float((gram - torch.eye(len(some), device=gram.device)).abs().max()) < tolerance and (
        greatest / least - 1 < tolerance
    )
