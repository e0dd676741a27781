"""Backward through the main network around the mean: what varies from draw to draw.

Notation:
    L, S, K     layers; schemes; sources of randomness (see noise.py)
    g, a        second moment of a layer's gradient, and its alignment (see backward.py)
    v, m, e1, e2    sources of a layer's own randomness on the way forward (see fluctuations.py)

The way back looks at the same units as the way forward: a layer's forward sources come in again with the log-slopes
of E[phi'^2], and only what they leave unexplained is a source of its own.

Reference: hanin2018start, section 3.
"""

from __future__ import annotations

import numpy as np

from fanscope.layout import LayerLayout
from fanscope.theory.backward import GradientSpread
from fanscope.theory.fluctuations import EmbeddingSources, Fluctuations
from fanscope.theory.forward import MeanField
from fanscope.theory.noise import Floats, Sources
from fanscope.theory.output import OutputStatistics
from fanscope.theory.weights import MainVariances


def gradient_noise(
    layers: tuple[LayerLayout, ...],
    mean: MeanField,
    forth: Fluctuations,
    spread: GradientSpread,
    variances: MainVariances,
    embeddings: EmbeddingSources,
    output: OutputStatistics,
    sources: Sources,
) -> Floats:
    """Return the linear forms of every layer's log g, own width included, [L, S, K].

    Sources are added to ``sources``.
    """
    parts = _forward_parts(forth)
    between_part = mean.preactivations.between_part[..., None]
    width = np.array([[layer.fan_out] for layer in layers[:-1]]).reshape(-1, 1)
    own = np.maximum(spread.unit - forth.left.explained, 0.0) / width + spread.unresolved
    slope, pull, direct = (
        values[..., None] for values in (mean.responses.slope_slope, spread.pull, spread.direct)
    )
    noise, alignment_noise, product_noise = _at_output(output, forth, sources)
    noises = [noise]
    for index in range(len(layers) - 2, -1, -1):
        noise = noise + slope[index] * forth.second[index]
        noise += pull[index] * alignment_noise
        for column in (embeddings.own[index + 1], embeddings.common):
            noise[:, column] += variances.weight_share[index + 1]
        for column, weight in zip(forth.columns[index], parts, strict=True):
            noise[:, column] += weight[index]
        noise[:, sources.add(own[index])] = 1.0
        away = product_noise - forth.second[index]
        of_between, of_shared, _, _ = forth.columns[index]
        share = between_part[index, :, 0]
        away[:, of_between] -= share + (1.0 - share) * forth.tilt[index]
        away[:, of_shared] -= 1.0 - share
        alignment_noise = direct[index] * (away - noise)
        noises.append(noise)
    return np.array(noises[::-1])


def _forward_parts(forth: Fluctuations) -> tuple[Floats, Floats, Floats, Floats]:
    """Return how log E[phi'^2] answers a layer's v, the rest of its m, e1 and e2, [L - 1, S] each."""
    slopes, tilt = forth.slopes, forth.tilt[: len(forth.slopes.dv)]
    return (
        slopes.dv + slopes.dm * tilt,
        slopes.dm,
        forth.left.slope_first,
        forth.left.slope_second,
    )


def _at_output(
    output: OutputStatistics, forth: Fluctuations, sources: Sources
) -> tuple[Floats, Floats, Floats]:
    """Return the linear forms of log g, log a and log (z . delta)^2 of the logits, [S, K].

    Draws with large logits have large gradients: one source for both.
    """
    size_noise = forth.second[-1].copy()
    size_noise[:, sources.add(forth.own_second[-1])] = 1.0
    by_size = output.gradient_slope**2 * forth.own_second[-1]
    noise = output.gradient_slope[:, None] * size_noise
    noise[:, sources.add(np.maximum(output.gradient_spread - by_size, 0.0))] = 1.0
    alignment_noise = output.alignment_slope[:, None] * size_noise
    return noise, alignment_noise, noise + size_noise + alignment_noise
