"""Initialization between order and chaos (Poole et al. 2016; Schoenholz et al. 2017): variances of weights and biases.

Notation:
    q                  second moment of a pre-activation, at its fixed point under depth
    chi                slope of the correlation map at 1: below 1 inputs collapse and gradients vanish, above they explode
    sigma_w, sigma_b   Var(W) = sigma_w^2 / fan_in, Var(b) = sigma_b^2
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import ClassVar

from fanscope.activations import second_moment_after, slope_second_moment
from fanscope.distribution import Distribution, normal
from fanscope.layout import NetworkLayout
from fanscope.schemes.by_site import SiteScheme
from fanscope.schemes.scheme import PLAIN_KINDS, ParameterInfo, SchemeInfo
from fanscope.schemes.sites import Site
from fanscope.spec import Activation

_SMALLEST, _LARGEST = 1e-12, 1e4
_HALVINGS = 100

_SIGMA_B = ParameterInfo("sigma_b", "number", 0.05, "standard deviation of a bias", minimum=0.0)


@dataclass(frozen=True, slots=True)
class EdgeOfChaos(SiteScheme):
    """Normal weights and biases at a chosen point of the phase diagram."""

    sigma_w: float
    sigma_b: float

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="edge-of-chaos",
        title="A point of the phase diagram",
        formula=r"\mathrm{Var}(W) = \frac{\sigma_w^2}{d_\mathrm{in}}, \quad "
        r"\mathrm{Var}(b) = \sigma_b^2",
        reference="schoenholz2017deep",
        summary="Any point between order, where inputs collapse onto each other and gradients vanish, and chaos, "
        "where both explode: the mean-field theory's own coordinates. critical finds the line between the two.",
        fits=PLAIN_KINDS,
        parameters=(
            ParameterInfo(
                "sigma_w", "number", 1.5, "standard deviation of a weight times sqrt(fan_in)", 0.0
            ),
            _SIGMA_B,
        ),
    )

    def draw(self, site: Site, layout: NetworkLayout) -> Distribution:  # noqa: ARG002
        """Return the normal distribution of variance sigma_w^2 / fan_in.

        Reference: poole2016exponential, section 2.
        """
        return normal(self.sigma_w**2 / site.layer.fan_in)

    def draw_bias(self, site: Site) -> Distribution:  # noqa: ARG002
        """Return the normal distribution of variance sigma_b^2."""
        return normal(self.sigma_b**2)


@dataclass(frozen=True, slots=True)
class Critical(SiteScheme):
    """Normal weights and biases on the line between order and chaos."""

    sigma_b: float

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="critical",
        title="Edge of chaos, solved",
        formula=r"\mathrm{Var}(W) = \frac{\sigma_w^2}{d_\mathrm{in}}, \quad "
        r"\chi = \sigma_w^2\, \mathrm{E}[\phi'(\sqrt{q} z)^2] = 1, \quad \mathrm{Var}(b) = \sigma_b^2",
        reference="schoenholz2017deep",
        summary="The weights' variance is solved for the biases' at chi = 1, where gradients neither vanish nor "
        "explode and the inputs' correlations decay most slowly. ReLU is critical without biases only.",
        fits=PLAIN_KINDS,
        parameters=(_SIGMA_B,),
        needs="activations that are critical at this sigma_b",
    )

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return which activation has no critical point for this sigma_b."""
        if (reason := SiteScheme.why_not(self, layout)) is not None:
            return reason
        for layer in layout.layers:
            activation = layer.fed_by
            if activation != "linear" and critical_weight(activation, self.sigma_b) is None:
                return (
                    f"{activation}, in front of {layer.name}, has no critical point at "
                    f"sigma_b = {self.sigma_b:g}; try sigma_b: 0, or kaiming"
                )
        return None

    def draw(self, site: Site, layout: NetworkLayout) -> Distribution:  # noqa: ARG002
        """Return the normal distribution of variance sigma_w^2 / fan_in, sigma_w = 1 behind a norm or a sum."""
        activation = site.layer.fed_by
        solved = 1.0 if activation == "linear" else critical_weight(activation, self.sigma_b)
        return normal((1.0 if solved is None else solved) / site.layer.fan_in)

    def draw_bias(self, site: Site) -> Distribution:  # noqa: ARG002
        """Return the normal distribution of variance sigma_b^2."""
        return normal(self.sigma_b**2)


@lru_cache(maxsize=256)
def critical_weight(activation: Activation, sigma_b: float) -> float | None:
    """Return sigma_w^2 at which chi = 1 at the fixed point q; None where there is none.

    Given q, chi = 1 fixes sigma_w^2 = 1 / E[phi'^2], and the fixed point then asks for the bias variance
    q - E[phi^2] / E[phi'^2], which grows with q for saturating activations: bisection on log q. The others,
    which end as straight lines, are critical at vanishing or at all signals only, and without biases.

    Reference: schoenholz2017deep, eq. 3 and 5.
    """
    if activation in ("relu", "leaky-relu", "linear"):  # homogeneous: chi does not depend on q
        return 1.0 / slope_second_moment(activation, 1.0) if sigma_b == 0 else None
    low, high, wanted = _SMALLEST, _LARGEST, sigma_b**2
    is_saturating = _bias_variance(activation, high) > max(wanted, 0.01 * high)
    if _bias_variance(activation, low) > wanted or not is_saturating:
        return _limit(activation) if sigma_b == 0 else None
    for _ in range(_HALVINGS):
        middle = sqrt(low * high)
        if _bias_variance(activation, middle) < wanted:
            low = middle
        else:
            high = middle
    return 1.0 / slope_second_moment(activation, sqrt(low * high))


def _bias_variance(activation: Activation, q: float) -> float:
    return q - second_moment_after(activation, q) / slope_second_moment(activation, q)


def _limit(activation: Activation) -> float | None:
    """Return 1 / phi'(0)^2 where phi(0) = 0, the critical point of vanishing signals; None elsewhere."""
    vanishes = second_moment_after(activation, _SMALLEST) < 2 * _SMALLEST
    return 1.0 / slope_second_moment(activation, _SMALLEST) if vanishes else None
