"""The healthy network of the same shape as a spec's: what a rule compares a measurement with.

A tanh network's signal and gradients shrink by themselves (0.98, 0.38, 0.23, ... at step 0 with
Xavier's weights), so growth alone says nothing. Each rule therefore divides by the network in which every weight has the
variance that its layer asks for: c / fan_in, which keeps the signal, or c / fan_out, which keeps the
gradient, whichever is nearer to the measured one (Glorot & Bengio 2010; Chang et al. 2020, Table 1 accept both).

In front of a sine of frequency omega_0 a weight is to be omega_0 times smaller; the first layer of a sine network may
have U(+-1 / fan_in), and its output layer what its other layers have (Sitzmann et al. 2020, section 3.2).
"""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from fanscope.activations import second_moment_after, slope_second_moment, squared_gain
from fanscope.layout import LayerLayout, NetworkLayout
from fanscope.schemes.sites import Site, find_sites
from fanscope.theory.chain import chain_of
from fanscope.theory.reference import reference_signal
from fanscope.verdicts.evidence import Healthy, Numbers


def healthy_network(layout: NetworkLayout, weights: Numbers) -> Healthy:
    """Return the healthy network nearest to the measured one; inputs are standardized.

    Where layers do not follow each other in a chain, moments are the general mean field's, and NaN where that has no theory.

    Args:
        layout: The network.
        weights: Measured second moments of the weights, [L], NaN where unknown.
    """
    variances = healthy_variances(layout, weights)
    incoming = squared_gain(layout.layers[0].fed_by)
    reference = reference_signal(layout, variances)
    chain = chain_of(layout)
    if chain is None:
        return Healthy(reference.second, reference.gradient, variances, reference.cosine, incoming)
    moments = _chain_moments(chain, variances)
    gradients = _chain_gradients(chain, variances, moments)
    return Healthy(moments, gradients, variances, reference.cosine, incoming)


def healthy_variances(layout: NetworkLayout, weights: Numbers) -> Numbers:
    """Return the variance that each layer's weights should have, [L]: of those that are right, the nearest."""
    return np.array(
        [
            _nearest(float(weight), _right_variances(site))
            for site, weight in zip(find_sites(layout), weights, strict=True)
        ]
    )


def _right_variances(site: Site) -> list[float]:
    layer, c = site.layer, squared_gain(site.layer.fed_by)
    by_fans = [c / layer.fan_in, c / layer.fan_out]
    front, behind = site.front, site.behind
    if behind is not None and behind.activation == "sine":
        right = [variance / behind.frequency**2 for variance in by_fans]
        return [*right, 1.0 / (3.0 * layer.fan_in**2)] if site.is_first else right
    if behind is None and front is not None and front.activation == "sine":
        return [*by_fans, by_fans[0] / front.frequency**2]
    return by_fans


def _chain_moments(chain: tuple[LayerLayout, ...], variances: Numbers) -> Numbers:
    moments: list[float] = []
    incoming = 1.0
    for layer, variance in zip(chain, variances, strict=True):
        moments.append(layer.fan_in * float(variance) * incoming)
        incoming = second_moment_after(layer.activation, moments[-1])
    return np.array(moments)


def _chain_gradients(
    chain: tuple[LayerLayout, ...], variances: Numbers, moments: Numbers
) -> Numbers:
    """Return the gradients' second moments over that of the output, [L]."""
    factors = [
        above.fan_out * float(variance) * slope_second_moment(layer.activation, float(moment))
        for (layer, above), variance, moment in zip(
            pairwise(chain), variances[1:], moments[:-1], strict=True
        )
    ]
    return np.array(np.cumprod([1.0, *reversed(factors)])[::-1], dtype=np.float64)


def _nearest(value: float, targets: list[float]) -> float:
    if not value > 0 or not math.isfinite(value):
        return targets[0]
    return min(targets, key=lambda target: abs(math.log(value / target)))
