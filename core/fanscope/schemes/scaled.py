"""Any scheme times a factor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Assignment
from fanscope.layout import NetworkLayout, Role
from fanscope.schemes.scheme import ParameterInfo, Scheme, SchemeInfo

_SCALED_ROLES: frozenset[Role] = frozenset({"weight", "bias", "table", "kernel", "offset"})


@dataclass(frozen=True, slots=True)
class Scaled(Scheme):
    """Another scheme with the main network's weights and biases multiplied by a factor.

    On a hypernetwork the heads are multiplied, the embeddings and the trunk are not: in both
    cases the main network starts with ``factor`` times what it would have started with.
    """

    of: Scheme
    factor: float

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="scaled",
        title="Scaled",
        formula=r"W = \mathrm{factor} \cdot W_\mathrm{of}",
        reference="goodfellow2016deep",
        summary="Another scheme, its weights multiplied by a factor: to see how near the edge a "
        "network is, or to repair a scale by hand.",
        parameters=(
            ParameterInfo("of", "scheme", "xavier", "the scheme to multiply"),
            ParameterInfo("factor", "number", 0.5, "factor on every weight", minimum=0.0),
        ),
    )

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return why the other scheme does not fit."""
        return self.of.why_not(layout)

    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return the other scheme's distributions, scaled where the main network's values come from.

        Reference: goodfellow2016deep, section 8.4 (the initial scale as a hyperparameter).
        """
        # A low-rank weight is a product: one of its factors is scaled.
        right = {
            t.name for head in layout.heads if head.right is not None for t in head.right.tensors
        }
        scaled = {
            t.name for t in layout.trainable if t.role in _SCALED_ROLES and t.name not in right
        }
        return {
            name: distribution.scaled(self.factor) if name in scaled else distribution
            for name, distribution in self.of.distribute(layout).items()
        }

    def silences(self, layout: NetworkLayout) -> frozenset[str]:
        """Return what the other scheme starts at zero on purpose; nothing where the factor is 0."""
        return self.of.silences(layout) if self.factor > 0 else frozenset()
