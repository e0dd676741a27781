"""What each node of a network adds to the randomness of a signal, and how it passes on what came: all nodes of a kind at once.

Notation:
    N       nodes of one kind, in the order of their visits
    S, K, n, q, v, m, tau    as in stream.py and noise.py
    D       log v - log m, the noise of the proportion: all that a norm passes on

A node makes of the pair (log v, log m) a matrix times it, [2, 2], and new sources of its own.

Reference: hanin2018start, theorem 5; yang2019mean, section 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fanscope.layout import LayerLayout
from fanscope.theory.correlation import Response
from fanscope.theory.noise import Floats
from fanscope.theory.places import pair_weights
from fanscope.theory.ranks import Ranks, by_size, correlations, stack_rows
from fanscope.theory.stream import Stream
from fanscope.theory.through_activation import Bend
from fanscope.theory.through_weights import Passage
from fanscope.theory.unevenness import Residuals, Slopes, log_slopes, residuals
from fanscope.theory.weights import MainVariances


class WeightNoise(NamedTuple):
    """Of weighted layers, [N, S] each.

    Attributes:
        part: v / q.
        log_part: Its logarithm; minus infinity where inputs do not differ.
        own_between: Relative variance of v from the layer's own width.
        own_shared: The same of m.
        own_second: The same of q.
        through: Part of m that came through the weights.
        of_between: Log-slope of v over what generates the layer.
        of_shared: The same of m.
        is_generated: Whether anything generates these layers.
    """

    part: Floats
    log_part: Floats
    own_between: Floats
    own_shared: Floats
    own_second: Floats
    through: Floats
    of_between: Floats
    of_shared: Floats
    is_generated: bool


class BendNoise(NamedTuple):
    """Of activations, [N, S] each but the first and the last two.

    Attributes:
        response: At the batch's own q and m / q, one a row, [S] each.
        slopes: Log-slopes there.
        left: What they do not explain, of one channel.
        first: Variance of the source e1.
        second: Variance of the source e2.
        slope_unevenness: log of how unevenly channels pass gradients on, means over places taken.
        slope_fourth: log E[phi'^4] / E[phi'^2]^2, less what a norm has taken away.
        passed_on: [N, S, 2, 2].
        to_slope: Log-slopes of E[phi'^2] over v and m, [N, S, 1, 2].
    """

    response: list[Response[Floats]]
    slopes: Slopes[Floats]
    left: Residuals
    first: Floats
    second: Floats
    slope_unevenness: Floats
    slope_fourth: Floats
    passed_on: Floats
    to_slope: Floats


class NormNoise(NamedTuple):
    """Of norms.

    Attributes:
        wobble: Relative variance of what a norm divides by between the groups that are normalized apart, [N, S].
        to_divisor: Parts of v and m in what a norm divides by: a mean that it takes away is not in it, [N, S, 1, 2].
        passed_on: [N, S, 2, 2].
    """

    wobble: Floats
    to_divisor: Floats
    passed_on: Floats


class SumNoise(NamedTuple):
    """Of sums.

    Attributes:
        of_shortcut: The shortcut's part of v and of m, [N, S, 2].
        of_body: The body's.
        crossed: Relative variances of v and m from the product of the two, [N, S, 2].
    """

    of_shortcut: Floats
    of_body: Floats
    crossed: Floats


def weight_noise(
    layers: Sequence[LayerLayout],
    rows: Sequence[int],
    passages: Sequence[Passage],
    ranks: Ranks,
    variances: MainVariances,
) -> WeightNoise:
    """Return the noise of weighted layers, which stand at ``rows`` of the layout's."""
    of_layers = np.array(rows, dtype=np.intp)
    num_schemes = ranks.part.shape[1]
    fan_in = stack_rows([layer.fan_in for layer in layers], 1)
    channels = stack_rows([passage.stream.channels for passage in passages], 1)
    weight_part = stack_rows([passage.weight_part for passage in passages], num_schemes)
    uneven = stack_rows([passage.uneven_groups for passage in passages], num_schemes)
    free = (1.0 - variances.kept_forth[of_layers]) / channels
    excess = variances.weight_excess[of_layers] / fan_in
    bias_part = (1.0 - weight_part) / np.maximum(ranks.mean, 1e-300)
    bias_part = np.minimum(np.maximum(bias_part, 0.0), 1.0)
    bias_tails = np.maximum(variances.bias_excess[of_layers], -2.0) / channels
    through, share = 1.0 - bias_part, variances.weight_share[of_layers]
    own_between = np.maximum(2.0 * ranks.between + excess, 0.0) * free
    own_shared = free * np.maximum(2.0 * ranks.shared + excess + uneven, 0.0)
    own_shared = own_shared + np.square(bias_part) * bias_tails
    with np.errstate(divide="ignore"):
        log_part = np.log(ranks.part)
    return WeightNoise(
        part=ranks.part,
        log_part=log_part,
        own_between=own_between,
        own_shared=own_shared,
        own_second=np.square(ranks.part) * own_between + np.square(1.0 - ranks.part) * own_shared,
        through=through,
        of_between=share,
        of_shared=through * share + bias_part * variances.bias_share[of_layers],
        is_generated=bool(np.any(variances.weight_share) or np.any(variances.bias_share)),
    )


def bend_noise(
    signals: Sequence[Stream], bends: Sequence[Bend], ranks: Ranks, *, n: int
) -> BendNoise:
    """Return the noise of activations of ``signals``."""
    num_schemes = ranks.part.shape[1]
    fields = np.array([bend.response for bend in bends]).reshape(
        len(bends), num_schemes, len(Response._fields)
    )
    response = Response(*np.moveaxis(fields, -1, 0))
    slopes = log_slopes(response, ranks.part)
    centered = stack_rows([float(y.is_centered) for y in signals], 1)
    thinned = _thin_out(_center(response, ranks, centered), ranks)
    left = residuals(
        thinned, slopes, rank=ranks.between, overlap=ranks.overlap, n=n, shared_rank=ranks.shared
    )
    channels = stack_rows([y.channels for y in signals], 1)
    unevenness = stack_rows([y.unevenness for y in signals], num_schemes)
    passed_on = np.stack(slopes[:4], -1).reshape(*ranks.part.shape, 2, 2)
    return BendNoise(
        response=[Response(*row.T) for row in fields],
        slopes=slopes,
        left=left,
        # Channels that answer differently also differ in size.
        first=left.first * (1.0 + 2.0 * ranks.between) / channels,
        second=left.second * (1.0 + unevenness) / channels,
        slope_unevenness=thinned.slope_unevenness,
        slope_fourth=thinned.slope_fourth,
        passed_on=passed_on,
        to_slope=np.stack(slopes[4:], -1)[..., None, :],
    )


def _center(response: Response[Floats], ranks: Ranks, centered: Floats) -> Response[Floats]:
    """Return how differently channels answer where a norm has taken their mean away, [N, S]; ``centered`` is 0 or 1, [N, 1].

    What a shift of all pre-activations would explain, the first term of an expansion in Hermite polynomials, is missing:
    the part of it that inputs share, 1 - v / q, from functions of that, and all of it from single values.
    """
    shared = centered * (1.0 - ranks.part)
    v, m, slope = response.between_shift, response.shared_shift, response.slope_shift
    return response._replace(
        between_unevenness=response.between_unevenness - shared * v**2,
        between_fourth=response.between_fourth - centered * v**2,
        shared_unevenness=response.shared_unevenness - shared * m**2,
        cross_unevenness=response.cross_unevenness - shared * v * m,
        slope_between=response.slope_between - shared * slope * v,
        slope_shared=response.slope_shared - shared * slope * m,
        slope_fourth=np.log(np.exp(response.slope_fourth) - centered * slope**2 / 3.0),
        slope_unevenness=np.log(np.exp(response.slope_unevenness) - shared * slope**2),
    )


def _thin_out(response: Response[Floats], ranks: Ranks) -> Response[Floats]:
    """Return how differently channels answer, means over places taken.

    Functions of what inputs share average out like its squared correlation between places, those of the rest
    like that of the rest.
    """

    def less(value: Floats) -> Floats:
        return np.asarray(1.0 + (value - 1.0) * ranks.shared)

    uneven = less(response.between_unevenness)
    alone = (response.between_fourth - response.between_unevenness) * ranks.alone
    return response._replace(
        between_unevenness=uneven,
        between_fourth=uneven + alone,
        shared_unevenness=less(response.shared_unevenness),
        cross_unevenness=less(response.cross_unevenness),
        slope_between=less(response.slope_between),
        slope_shared=less(response.slope_shared),
        slope_unevenness=np.log(less(np.exp(response.slope_unevenness))),
    )


def norm_noise(
    kinds: Sequence[str],
    before: Sequence[Stream],
    after: Sequence[Stream],
    ranks: Ranks,
) -> NormNoise:
    """Return the noise of norms of some kinds, given the signals before and behind them and the ranks of those behind."""
    part = ranks.part
    num_schemes = part.shape[1]
    excess = stack_rows([y.excess for y in after], num_schemes)
    of_between = np.maximum(2.0 * ranks.between + excess, 0.0)
    wobble = np.square(part) * of_between + 2.0 * np.square(1.0 - part) * ranks.shared
    of_batch = stack_rows([kind == "batchnorm" for kind in kinds], 1) > 0
    lengths = stack_rows([y.length_spread for y in before], num_schemes)
    away = 1.0 - part
    passed_on = np.stack([away, -away, -part, part], -1)
    return NormNoise(
        wobble=np.where(of_batch, wobble, lengths),
        to_divisor=np.stack([part, away], -1)[..., None, :],
        passed_on=passed_on.reshape(*part.shape, 2, 2),
    )


def sum_noise(
    shortcuts: Sequence[Stream], bodies: Sequence[Stream], of_body: Floats, *, n: int
) -> SumNoise:
    """Return the noise of sums of which the bodies have the part ``of_body``, [N, S]."""
    rank, common = _agree(shortcuts, bodies, of_body.shape[1], n=n)
    v, m = [], []
    for signals, part in ((shortcuts, 1.0 - of_body), (bodies, of_body)):
        differs = (1.0 - 1.0 / n) * (1.0 - stack_rows([x.alike for x in signals], of_body.shape[1]))
        v.append(part * np.minimum(np.maximum(differs, 0.0), 1.0))
        m.append(part - v[-1])
    ones, others = (
        np.stack(pair, -1) / np.maximum(np.stack(total, -1), 1e-300)
        for pair, total in (
            ((v[0], m[0]), (v[0] + v[1], m[0] + m[1])),
            ((v[1], m[1]), (v[0] + v[1], m[0] + m[1])),
        )
    )
    channels = stack_rows([x.channels for x in shortcuts], 1)[..., None]
    crossed = 4.0 * ones * others * np.stack([rank, common], -1) / channels
    return SumNoise(ones, others, crossed)


def _agree(
    shortcuts: Sequence[Stream], bodies: Sequence[Stream], num_schemes: int, *, n: int
) -> tuple[Floats, Floats]:
    """Return how alike two branches are in what differs between inputs and in what they share, [N, S] each."""
    rank, common = np.empty((2, len(shortcuts), num_schemes))
    for rows in by_size([x.pairs.shape[2:] + x.places for x in shortcuts]):
        weights = pair_weights(*shortcuts[rows[0]].places)
        own, shared = [], []
        for signals in (shortcuts, bodies):
            pairs = np.array([signals[row].pairs for row in rows])
            found = correlations(pairs.reshape(*pairs.shape[:3], -1), n=n)
            own.append(found[0])
            shared.append(found[1])
        rank[rows] = (own[0] * own[1]) @ weights / n
        common[rows] = (shared[0] * shared[1]) @ weights
    taus = [stack_rows([x.tau for x in signals], num_schemes) for signals in (shortcuts, bodies)]
    rank += np.sqrt(taus[0] * taus[1])
    return np.clip(rank, 0.0, 1.0), np.clip(common, 0.0, 1.0)
