"""The table of layers: each weight's size beside published initializations, and what flows through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from math import nan, sqrt
from typing import Any

import numpy as np

from fanscope.diagnose.evidence import read, weight_quantity
from fanscope.diagnose.examined import Examined
from fanscope.diagnose.measurements import Measurements
from fanscope.diagnose.scales import Scales, name_scale
from fanscope.diagnose.sites import Site
from fanscope.frames import Quantity, Statistic
from fanscope.verdicts import Evidence
from fanscope.wording import plain


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One weighted operation; numbers are medians over seeds, NaN where not measured.

    Attributes:
        name: Where it stands.
        kind: ``linear``, ``conv``, ``table`` or ``recurrent``.
        fans: What it takes and gives, e.g. ``784→500``.
        behind: What follows it, e.g. ``norm, relu``; empty where nothing is known to.
        std: Standard deviation of its weight.
        he: The same under He's initialization, sqrt(2 / fan_in).
        glorot: Under Glorot's, sqrt(2 / (fan_in + fan_out)).
        lecun: Under LeCun's, sqrt(1 / fan_in).
        torch: Under PyTorch's own.
        scale: Which of them it is, see :func:`~fanscope.diagnose.scales.name_scale`.
        second_moment: Of its pre-activations, behind the norm where one follows at once.
        healthy_second_moment: The same in the healthy twin.
        between_input_var: Variance of a unit over the inputs.
        mean_cosine: Mean cosine between two inputs.
        gradient: Second moment of the gradient by its pre-activation.
        healthy_gradient: The same in the healthy twin.
        zeros: Fraction of exact zeros among the activations behind it.
        dead: Fraction of ReLU units that are zero for the whole batch.
        saturated: Fraction of tanh activations beyond 0.97.
        twins: Fraction of its units that equal another unit.
    """

    name: str
    kind: str
    fans: str
    behind: str
    std: float
    he: float
    glorot: float
    lecun: float
    torch: float
    scale: str
    second_moment: float
    healthy_second_moment: float
    between_input_var: float
    mean_cosine: float
    gradient: float
    healthy_gradient: float
    zeros: float
    dead: float
    saturated: float
    twins: float

    def as_json(self) -> dict[str, Any]:
        """Return the row with null for what is not finite."""
        return {
            name: plain(value) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


def list_rows(
    examined: Sequence[Examined], measurements: Measurements, evidence: Evidence
) -> tuple[LayerRow, ...]:
    """Return one row a weighted operation, input side first."""
    return tuple(
        LayerRow(
            name=site.name,
            kind=site.kind,
            fans=measurements.fans[site.name],
            behind=", ".join(filter(None, ["norm" if site.normed else "", site.activation])),
            **_weigh(examined[0], site),
            second_moment=float(evidence.second_moment[index]),
            healthy_second_moment=_twin(examined, site, "preactivation"),
            between_input_var=float(evidence.between_input_var[index]),
            mean_cosine=float(evidence.mean_cosine[index]),
            gradient=float(evidence.gradient[index]),
            healthy_gradient=_twin(examined, site, "activation_gradient"),
            zeros=_median_zeros(examined, site),
            dead=float(evidence.dead[index]),
            saturated=float(evidence.saturated[index]),
            twins=float(evidence.twins[index]),
        )
        for index, site in enumerate(examined[0].built.sites)
    )


def _weigh(one: Examined, site: Site) -> dict[str, Any]:
    """Return the size of a weight beside published ones, and its name."""

    def weight(statistic: Statistic) -> float:
        return read(one.built, site.name, weight_quantity(site), statistic)

    facts = one.facts[site.name]
    scales = Scales.of(facts)
    std = sqrt(weight("var"))
    return {
        "std": std,
        "he": scales.he,
        "glorot": scales.glorot,
        "lecun": scales.lecun,
        "torch": scales.torch,
        "scale": name_scale(
            facts,
            count=weight("count"),
            mean=weight("mean"),
            std=std if weight("num_nonfinite") == 0 else nan,
            greatest=max(abs(weight("min")), abs(weight("max"))),
        ),
    }


def _twin(examined: Sequence[Examined], site: Site, quantity: Quantity) -> float:
    found = [read(each.healthy, site.name, quantity, "second_moment") for each in examined]
    return float(np.median(found))


def _median_zeros(examined: Sequence[Examined], site: Site) -> float:
    found = [read(each.built, site.name, "activation", "zero_fraction") for each in examined]
    return float(np.median(found))
