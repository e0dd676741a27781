"""What theory found for the schemes of one spec, and how it is put into words.

Notation:
    L, S    layers; schemes predicted together
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import numpy as np

from fanscope.distribution import Assignment
from fanscope.layout import HeadLayout, NetworkLayout
from fanscope.theory.interval import interval
from fanscope.theory.noise import Cumulants, Floats, log_gamma_cumulants
from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction

Bounds = list[tuple[float, float, float]]
"""(median, low, high) of each scheme."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Bounds by layer, None where theory is silent for every scheme.

    Attributes:
        weight: Var(W), [L].
        second: q, [L].
        between: v, [L].
        gradient: g, [L].
        loss: Of the batch.
        is_known: Whether theory's assumptions hold, [S].
    """

    weight: list[Bounds | None]
    second: list[Bounds | None]
    between: list[Bounds | None]
    gradient: list[Bounds | None]
    loss: Bounds | None
    is_known: list[bool]


def find_nothing(num_layers: int, num_schemes: int) -> Findings:
    """Return that theory is silent throughout."""
    nothing: list[Bounds | None] = [None] * num_layers
    return Findings(nothing, nothing, nothing, nothing, None, [False] * num_schemes)


def bound(log_scale: Floats, cumulants: Cumulants) -> list[Bounds]:
    """Return median and interval of exp(log_scale + noise), arrays [L, S]."""
    bounds: list[Bounds] = np.stack(interval(log_scale, cumulants), axis=-1).tolist()
    return bounds


def with_own(inherited: Cumulants, relative_variance: Floats) -> Cumulants:
    """Return the cumulants with a factor of a relative variance of its own."""
    return inherited.plus(log_gamma_cumulants(relative_variance))


def describe(
    layout: NetworkLayout, assignments: list[Assignment], labels: list[str], findings: Findings
) -> dict[str, Prediction]:
    """Return the predictions by label; what is beyond the range of a float64 is left out."""
    return {
        label: Prediction(
            label,
            _describe_layers(layout, assignments[scheme], findings, scheme),
            _estimate([findings.loss], findings, scheme)[0],
        )
        for scheme, label in enumerate(labels)
    }


def _describe_layers(
    layout: NetworkLayout, assignment: Assignment, findings: Findings, scheme: int
) -> tuple[LayerPrediction, ...]:
    estimates = (
        _estimate(bounds, findings, scheme)
        for bounds in (findings.weight, findings.second, findings.between, findings.gradient)
    )
    return tuple(
        LayerPrediction(
            layer=layer.name,
            fan_in=layer.fan_in,
            fan_out=layer.fan_out,
            weight_variance=weight,
            head_variance=_kernel_variance(layer.weight_head, assignment),
            bias_head_variance=_kernel_variance(layer.bias_head, assignment),
            second_moment=second,
            between_input_var=between,
            gradient_second_moment=gradient,
        )
        for layer, weight, second, between, gradient in zip(layout.layers, *estimates, strict=True)
    )


def _estimate(found: list[Bounds | None], findings: Findings, scheme: int) -> list[Estimate | None]:
    """Return one scheme's part of a quantity's bounds."""
    if not findings.is_known[scheme]:
        return [None] * len(found)
    return [
        Estimate(*bounds[scheme]) if bounds is not None and isfinite(bounds[scheme][2]) else None
        for bounds in found
    ]


def _kernel_variance(head: HeadLayout | None, assignment: Assignment) -> float | None:
    return None if head is None else assignment[head.kernel.name].variance
