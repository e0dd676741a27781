"""The healthy network of the same shape: what a rule compares a measurement with.

A tanh network's signal and gradients shrink by themselves (0.98, 0.38, 0.23, ... at step 0 with
Xavier's weights), so growth alone says nothing. Each rule therefore divides by the network in which every weight has the
variance that its layer asks for: c / fan_in, which keeps the signal, or c / fan_out, which keeps the
gradient, whichever is nearer to the measured one (Glorot & Bengio 2010; Chang et al. 2020, Table 1 accept both).
"""

from __future__ import annotations

import math

import numpy as np

from fanscope.activations import second_moment_after, slope_second_moment, squared_gain
from fanscope.theory.reference import reference_signal
from fanscope.verdicts.evidence import Evidence, Numbers


def healthy_variances(evidence: Evidence) -> Numbers:
    """Return the weight variance that each layer asks for, [L]: the nearer of c / fan_in and c / fan_out."""
    gains = [squared_gain(layer.fed_by) for layer in evidence.layers]
    return np.array(
        [
            _nearer(float(weight), c / layer.fan_in, c / layer.fan_out)
            for c, layer, weight in zip(gains, evidence.layers, evidence.weight, strict=True)
        ]
    )


def healthy_second_moments(evidence: Evidence) -> Numbers:
    """Return the pre-activations' second moment in the healthy network, [L]; inputs are standardized.

    Where layers do not follow each other in a chain it is the general mean field's, and NaN where that has no theory.
    """
    if not evidence.is_chain:
        return reference_signal(evidence.layout, healthy_variances(evidence)).second
    moments: list[float] = []
    incoming = 1.0
    for layer, variance in zip(evidence.layers, healthy_variances(evidence), strict=True):
        moments.append(layer.fan_in * float(variance) * incoming)
        incoming = second_moment_after(layer.activation, moments[-1])
    return np.array(moments)


def healthy_gradient_factors(evidence: Evidence) -> Numbers:
    """Return by what the gradient's second moment changes from layer l + 1 back to layer l, [L - 1]."""
    if not evidence.is_chain:
        gradient = reference_signal(evidence.layout, healthy_variances(evidence)).gradient
        return gradient[:-1] / gradient[1:]
    moments = healthy_second_moments(evidence)
    variances = healthy_variances(evidence)
    return np.array(
        [
            above.fan_out * variance * slope_second_moment(layer.activation, moment)
            for layer, above, variance, moment in zip(
                evidence.layers[:-1], evidence.layers[1:], variances[1:], moments[:-1], strict=True
            )
        ]
    )


def weight_gains(evidence: Evidence) -> Numbers:
    """Return by what each layer's weights multiply a second moment, over the activation's c, [L]."""
    fan_in = np.array([layer.fan_in for layer in evidence.layers], dtype=np.float64)
    gains = np.array([squared_gain(layer.fed_by) for layer in evidence.layers])
    return np.asarray(fan_in * evidence.weight / gains)


def _nearer(value: float, first: float, second: float) -> float:
    if not value > 0 or not math.isfinite(value):
        return first
    return min(first, second, key=lambda target: abs(math.log(value / target)))
