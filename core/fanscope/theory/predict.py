"""Predict every scheme of a spec at step 0: forward, output, backward, and back from logarithms.

Notation:
    L, S, K    layers; schemes predicted together; sources of randomness (see noise.py)
    n          inputs of the batch
"""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

import numpy as np

from fanscope.data_moments import DataMoments, data_moments
from fanscope.distribution import Assignment
from fanscope.layout import HeadLayout, NetworkLayout, lay_out
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec
from fanscope.theory.backward import MeanGradients, mean_gradients
from fanscope.theory.chain import chain_of
from fanscope.theory.fluctuations import (
    EmbeddingSources,
    Fluctuations,
    embedding_sources,
    fluctuations,
)
from fanscope.theory.forward import MeanField, mean_field
from fanscope.theory.gradient_noise import gradient_noise
from fanscope.theory.hypernetwork import FeatureSpread, spread_features
from fanscope.theory.interval import interval
from fanscope.theory.noise import Cumulants, Floats, Sources, log_gamma_cumulants
from fanscope.theory.output import OutputStatistics, output_statistics
from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction
from fanscope.theory.signal import last_layer
from fanscope.theory.weights import MainVariances, main_variances

_SOURCES_PER_LAYER = 6
_OTHER_SOURCES = 5

Bounds = list[tuple[float, float, float]]


class Theory(NamedTuple):
    """All that is worked out for the schemes of one spec, before it is put into words."""

    variances: MainVariances
    embeddings: EmbeddingSources
    mean: MeanField
    forth: Fluctuations
    output: OutputStatistics
    back: MeanGradients
    back_noise: Floats
    cumulants: Cumulants


def predict(spec: ExperimentSpec) -> dict[str, Prediction]:
    """Return what theory says about step 0, by scheme label.

    Values are medians of a single draw's measurement; None where theory's assumptions do not hold
    (entries that are not independent with mean 0), where the data's geometry is unknown, and beyond
    the range of a float64.

    Raises:
        SpecError: A scheme is unknown, has bad parameters or does not fit the network.
    """
    layout = lay_out(spec.network)
    if chain_of(layout) is None or spec.loss != "cross-entropy":
        return {choice.label: _say_nothing(choice.label, layout) for choice in spec.schemes}
    assignments = [resolve(choice).assign(layout) for choice in spec.schemes]
    moments = data_moments(spec.data)
    n = min(spec.training.batch_size, moments.num_examples)
    theory = work_out(layout, assignments, moments, n=n)
    layers = _describe_layers(layout, assignments, moments, theory)
    losses = _describe_losses(theory)
    return {
        choice.label: Prediction(choice.label, layers[index], losses[index])
        for index, choice in enumerate(spec.schemes)
    }


def _say_nothing(label: str, layout: NetworkLayout) -> Prediction:
    layers = tuple(
        LayerPrediction(layer.name, layer.fan_in, layer.fan_out, None, None, None, None, None, None)
        for layer in layout.layers
    )
    return Prediction(label, layers, None)


def work_out(
    layout: NetworkLayout, assignments: list[Assignment], moments: DataMoments, *, n: int
) -> Theory:
    """Return theory's numbers for one network under several assignments."""
    layers = layout.layers
    sources = Sources(len(assignments), _OTHER_SOURCES + _SOURCES_PER_LAYER * len(layers))
    features = _features(layout, assignments)
    variances = main_variances(layers, assignments, features)
    embeddings = embedding_sources(features, len(layers), sources)
    mean = mean_field(layers, variances, moments, n=n)
    forth = fluctuations(layers, mean, variances, embeddings, moments, sources, n=n)
    logits = last_layer(mean.preactivations)
    output = output_statistics(logits, classes=layers[-1].fan_out, n=n)
    back, spread = mean_gradients(layers, mean, variances, output, n=n)
    back_noise = gradient_noise(layers, mean, forth, spread, variances, embeddings, output, sources)
    return Theory(variances, embeddings, mean, forth, output, back, back_noise, sources.cumulants())


def _features(layout: NetworkLayout, assignments: list[Assignment]) -> list[FeatureSpread | None]:
    if layout.hypernet is None:
        return [None] * len(assignments)
    return [spread_features(layout.hypernet, assignment) for assignment in assignments]


def _describe_layers(
    layout: NetworkLayout, assignments: list[Assignment], moments: DataMoments, theory: Theory
) -> list[tuple[LayerPrediction, ...]]:
    weight, second, between, gradient = _bounds(layout, theory)
    is_known = theory.variances.is_known.tolist()
    return [
        tuple(
            LayerPrediction(
                layer=layer.name,
                fan_in=layer.fan_in,
                fan_out=layer.fan_out,
                weight_variance=_estimate(weight[index][scheme], known=known),
                head_variance=_kernel_variance(layer.weight_head, assignments[scheme]),
                bias_head_variance=_kernel_variance(layer.bias_head, assignments[scheme]),
                second_moment=_estimate(second[index][scheme], known=known),
                between_input_var=_estimate(
                    between[index][scheme], known=known and moments.is_measured
                ),
                gradient_second_moment=_estimate(gradient[index][scheme], known=known),
            )
            for index, layer in enumerate(layout.layers)
        )
        for scheme, known in enumerate(is_known)
    ]


def _bounds(
    layout: NetworkLayout, theory: Theory
) -> tuple[list[Bounds], list[Bounds], list[Bounds], list[Bounds]]:
    """Return (median, low, high) of Var(W), q, v and g, [layer][scheme]."""
    cumulants, y = theory.cumulants, theory.mean.preactivations
    forth = theory.forth
    return (
        _bound(
            theory.variances.log_weight + _log_of_centering(layout),
            _weight_cumulants(theory),
        ),
        _bound(y.log_second, _with_own(cumulants.of(forth.second), forth.own_second)),
        _bound(y.log_between, _with_own(cumulants.of(forth.between), forth.own_between)),
        _bound(theory.back.log_second, cumulants.of(theory.back_noise)),
    )


def _log_of_centering(layout: NetworkLayout) -> Floats:
    """Return log(1 - 1/N) of each weight: a variance over N entries takes their own mean away, [L, 1]."""
    with np.errstate(divide="ignore"):
        return np.log1p([[-1.0 / layer.weight.size] for layer in layout.layers])


def _weight_cumulants(theory: Theory) -> Cumulants:
    share, columns = theory.variances.weight_share, theory.embeddings
    own = theory.cumulants.take(list(columns.own)).weighted(share)
    common = theory.cumulants.take([columns.common]).weighted(share)
    return _with_own(own.plus(common), theory.variances.weight_sampling)


def _with_own(inherited: Cumulants, relative_variance: Floats) -> Cumulants:
    return inherited.plus(log_gamma_cumulants(relative_variance))


def _bound(log_scale: Floats, cumulants: Cumulants) -> list[Bounds]:
    bounds: list[Bounds] = np.stack(interval(log_scale, cumulants), axis=-1).tolist()
    return bounds


def _describe_losses(theory: Theory) -> list[Estimate | None]:
    output = theory.output
    noise = output.loss_slope[:, None] * theory.forth.second[-1]
    cumulants = _with_own(theory.cumulants.of(noise), output.loss_spread)
    bounds = _bound(output.log_loss[None], cumulants)[0]
    is_known = theory.variances.is_known.tolist()
    return [_estimate(bound, known=known) for bound, known in zip(bounds, is_known, strict=True)]


def _estimate(bound: tuple[float, float, float], *, known: bool) -> Estimate | None:
    """Return the estimate; None where theory is silent or the number is beyond a float64."""
    return Estimate(*bound) if known and isfinite(bound[2]) else None


def _kernel_variance(head: HeadLayout | None, assignment: Assignment) -> float | None:
    return None if head is None else assignment[head.kernel.name].variance
