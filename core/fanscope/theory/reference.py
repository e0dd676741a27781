"""The mean field of any network whose weights have given variances: second moments and gradients without intervals.

What only the interval or a proven mean needs is let through here: sums of positive signals count as Gaussian about zero,
good to a factor of 3. What has no theory at all (attention, the largest value of a window) stays NaN.

Notation:
    L   layers, in the layout's order

Reference: yang2017mean, sections 3 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan, prod

import numpy as np

from fanscope.data_moments import data_moments
from fanscope.distribution import constant
from fanscope.layout import NetworkLayout
from fanscope.spec import GaussianData
from fanscope.theory.every_node import measure_nodes
from fanscope.theory.fluctuations import EmbeddingSources, embedding_sources
from fanscope.theory.general import make_sources
from fanscope.theory.logits import read_logits
from fanscope.theory.noise import Floats
from fanscope.theory.noise_forth import NoiseForth
from fanscope.theory.program import go_forward
from fanscope.theory.visit import weighed_layers
from fanscope.theory.way_back import WayBack
from fanscope.theory.weights import MainVariances

_BATCH = 100


@dataclass(frozen=True, slots=True)
class Reference:
    """The mean field, NaN where there is none.

    Attributes:
        second: q of the pre-activations, [L].
        gradient: g, [L].
        cosine: Between the pre-activations of two inputs, of data that have none in common, [L].
    """

    second: Floats
    gradient: Floats
    cosine: Floats


def reference_signal(layout: NetworkLayout, weight_variances: Floats) -> Reference:
    """Return the mean field on standard normal inputs, without biases.

    Args:
        layout: The network.
        weight_variances: Var(W) of each layer, [L]; NaN or 0 where nothing is known.
    """
    moments = data_moments(GaussianData(features=prod(layout.input)))
    sources = make_sources(layout, num_schemes=1)
    embeddings: EmbeddingSources = embedding_sources([None], len(layout.layers), sources)
    variances = _plain_variances(weight_variances)
    starts = {tensor.name: constant(tensor.start) for tensor in layout.main}
    index = {layer.name: position for position, layer in enumerate(layout.layers)}
    visits = go_forward(layout, variances, [starts], moments, n=_BATCH, is_rough=True)
    forth = NoiseForth(
        measure_nodes(visits, index, variances, n=_BATCH), embeddings, sources, n=_BATCH
    )
    forth.start(visits, moments)
    back = WayBack(index, forth, variances, embeddings, sources, n=_BATCH)
    logits = read_logits(visits, forth, moments, sources, n=_BATCH)
    if logits is not None:
        back.start(visits, logits.echo)
    second, gradient, cosine = np.full((3, len(index)), nan)
    for name, visit in weighed_layers(visits).items():
        if visit.y.is_second_known:
            second[index[name]] = np.exp(visit.y.log_second[0])
            cosine[index[name]] = visit.y.other[0, 0, 0]
    for name, echo in back.echoes.items():
        if echo.is_known:
            gradient[index[name]] = np.exp(echo.log_second[0])
    return Reference(second, gradient, cosine)


def _plain_variances(weight_variances: Floats) -> MainVariances:
    with np.errstate(divide="ignore"):
        log_weight = np.log(np.nan_to_num(weight_variances, nan=0.0))[:, None]
    zeros = np.zeros_like(log_weight)
    return MainVariances(
        log_weight=log_weight,
        weight_share=zeros,
        weight_sampling=zeros,
        weight_excess=zeros,
        kept_forth=zeros,
        kept_back=zeros,
        log_bias=np.full_like(zeros, -np.inf),
        bias_share=zeros,
        bias_excess=zeros,
        is_known=np.ones(1, dtype=np.bool_),
    )
