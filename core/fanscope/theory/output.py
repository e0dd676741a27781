"""Softmax and cross-entropy on Gaussian logits: loss, output gradient, and how both vary.

Notation:
    z, C        logits of one input, their number; each is N(0, q)
    c, c'       correlation of a logit between two inputs of different classes, of the same class
    p, y        softmax(z) and the one-hot label, independent of z in an untrained network
    delta       p - y, gradient of one example's loss
    g           E[delta^2] over classes and inputs: mean of X = |delta|^2 = |p|^2 + 1 - 2 p_y, over C
    n           inputs of the batch

The mean of X over a batch varies by Var(X) / n + (1 - 1/n) Cov(X_a, X_b): networks are small samples
(C logits), and two inputs see the same one. The same holds for the loss. Everything here is a table
over log q and c, made once per C from normal numbers of a fixed generator: equal specs get equal
predictions.
"""

from __future__ import annotations

from functools import lru_cache
from math import log
from typing import NamedTuple

import numpy as np

from fanscope.theory.noise import Floats
from fanscope.theory.signal import Signal

_LOG_Q_LOW, _LOG_Q_STEP, _NUM_Q = -8.0, 0.5, 45
_CORRELATIONS = np.array([0.0, 0.1, 0.25, 0.45, 0.7, 0.9, 1.0])
_PAIR_STRIDE = 3
_TABLE_NORMALS = 2**14
_PAIR_NORMALS = 3_000
_MOST_CLASSES = 2_000
_LOG_OF_NOTHING = -1e4
_SEED = 20_230_108


class OutputStatistics(NamedTuple):
    """What the loss sends back; arrays [S].

    Attributes:
        log_gradient: log g.
        gradient_slope: d log g / d log q.
        gradient_spread: Relative variance of g from the output layer's own width and the batch.
        gradient_overlap: Mean squared product of two examples' deltas over the squared mean of |delta|^2.
        gradient_lengths: Relative variance of |delta|^2 over examples.
        gradient_alignment: E[(z . delta)^2] / (q E|delta|^2).
        alignment_slope: d log alignment / d log q.
        log_loss: log of the mean loss.
        loss_slope: d log loss / d log q.
        loss_spread: Relative variance of the loss from the output layer's own width and the batch.
    """

    log_gradient: Floats
    gradient_slope: Floats
    gradient_spread: Floats
    gradient_overlap: Floats
    gradient_lengths: Floats
    gradient_alignment: Floats
    alignment_slope: Floats
    log_loss: Floats
    loss_slope: Floats
    loss_spread: Floats


def output_statistics(logits: Signal[Floats], *, classes: int, n: int) -> OutputStatistics:
    """Return loss and output gradient.

    Pairs of inputs are not all alike: statistics of pairs are taken at two correlations, one step of
    their spread below and above the mean.

    Args:
        logits: Pre-activations of the output layer, [S].
        classes: C.
        n: Inputs of the batch.
    """
    log_q, between, gamma = logits.log_second, logits.between_part, logits.class_share
    means, slopes = _look_means_up(log_q, logits.norm_spread, classes)
    other = 1.0 - between
    same = other + between * gamma
    by_class = gamma**2 / max(classes - 1, 1)
    reach = between * np.sqrt(np.maximum(logits.overlap - by_class, 0.0))
    pairs = 0.5 * (
        _look_pairs_up(log_q, other - reach, same - reach, classes)
        + _look_pairs_up(log_q, other + reach, same + reach, classes)
    )
    through = np.exp(log_q - np.logaddexp(0.0, log_q))
    gradient_alone, loss_alone = (pairs[:, k] * through for k in (0, 1))
    gradient_together, loss_together = (pairs[:, k] * through for k in (2, 3))
    return OutputStatistics(
        log_gradient=means[:, 0],
        gradient_slope=slopes[:, 0],
        gradient_spread=gradient_alone / n + (1.0 - 1.0 / n) * gradient_together,
        gradient_overlap=pairs[:, 4],
        gradient_lengths=gradient_alone,
        gradient_alignment=np.exp(means[:, 2]),
        alignment_slope=slopes[:, 2],
        log_loss=means[:, 1],
        loss_slope=slopes[:, 1],
        loss_spread=loss_alone / n + (1.0 - 1.0 / n) * loss_together,
    )


def _look_means_up(log_q: Floats, norm_spread: Floats, classes: int) -> tuple[Floats, Floats]:
    """Return the columns of :func:`_mean_table`, and their slopes over log q, [S, 3] each.

    Inputs whose q differ by the relative variance eta: E[f(q_a)] = f(q) (1 + eta q^2 f'' / (2 f)).
    More classes than the table is made for lower g in proportion and raise the loss by their logarithm.
    """
    table = _mean_table(min(classes, _MOST_CLASSES))
    x = np.clip((log_q - _LOG_Q_LOW) / _LOG_Q_STEP, 0.0, 1e4)
    row = np.minimum(x.astype(np.intp), _NUM_Q - 2)
    rises = table[row + 1] - table[row]
    means = table[row] + rises * (x - row)[:, None]
    below = np.exp(np.clip(log_q - _LOG_Q_LOW, -700.0, 0.0))[:, None]
    means = _limit(classes) + (means - _limit(classes)) * below
    slopes = np.where((x > 0)[:, None], rises / _LOG_Q_STEP, 0.0)
    nearest = np.clip(row, 1, _NUM_Q - 2)
    second = (table[nearest + 1] - 2.0 * table[nearest] + table[nearest - 1]) / _LOG_Q_STEP**2
    bend = np.where((x < _NUM_Q - 1)[:, None], second, 0.0) + slopes**2 - slopes
    means = means + np.log1p(np.clip(0.5 * bend * norm_spread[:, None], -0.5, 0.5))
    if classes > _MOST_CLASSES:
        more = log(classes / _MOST_CLASSES)
        means[:, 0] -= more
        means[:, 1] = np.logaddexp(means[:, 1], log(more))
    return means, slopes


def _limit(classes: int) -> Floats:
    """Return the columns of :func:`_mean_table` without logits: to them the rest is proportional for small q."""
    c = min(classes, _MOST_CLASSES)
    if c == 1:
        return np.array([_LOG_OF_NOTHING, _LOG_OF_NOTHING, 0.0])
    return np.array([np.log((1.0 - 1.0 / c) / c), np.log(np.log(c)), 0.0])


@lru_cache(maxsize=16)
def _mean_table(classes: int) -> Floats:
    """Return log g, log loss and log alignment over the grid of log q, [Q, 3]."""
    if classes == 1:
        return np.tile([_LOG_OF_NOTHING, _LOG_OF_NOTHING, 0.0], (_NUM_Q, 1))
    num = max(_TABLE_NORMALS // classes, 8)
    z = np.random.default_rng(_SEED).standard_normal((num, classes))
    z = np.concatenate([z, -z])
    z *= np.sqrt(z.size / np.square(z).sum())
    rows = []
    for q in np.exp(_LOG_Q_LOW + _LOG_Q_STEP * np.arange(_NUM_Q)):
        p, log_sum = _softmax(np.sqrt(q) * z)
        length = np.square(p).sum(-1).mean() + 1.0 - 2.0 / classes
        own = (z * p).sum(-1)
        product = np.square(own) - 2.0 * own * z.mean(-1) + np.square(z).mean(-1)
        rows.append([length / classes, log_sum.mean(), product.mean() / length])
    return np.log(np.array(rows))


def _look_pairs_up(log_q: Floats, other: Floats, same: Floats, classes: int) -> Floats:
    """Return the columns of :func:`_pair_table`, of two inputs with random labels, [S, 5]."""
    table = _pair_table(min(classes, _MOST_CLASSES))
    x = np.clip((log_q - _LOG_Q_LOW) / (_LOG_Q_STEP * _PAIR_STRIDE), 0.0, len(table) - 1.0)
    row = np.minimum(x.astype(np.intp), len(table) - 2)
    values = table[row] + (table[row + 1] - table[row]) * (x - row)[:, None, None, None]

    def at(correlation: Floats, labels: int) -> Floats:
        nodes = np.searchsorted(_CORRELATIONS, correlation, side="right") - 1
        column = np.clip(nodes, 0, len(_CORRELATIONS) - 2)
        step = _CORRELATIONS[column + 1] - _CORRELATIONS[column]
        weight = np.clip((correlation - _CORRELATIONS[column]) / step, 0.0, 1.0)[:, None]
        index = np.arange(len(column))
        left, right = values[index, column, labels], values[index, column + 1, labels]
        return np.asarray(left + (right - left) * weight)

    return at(other, 0) * (1.0 - 1.0 / classes) + at(same, 1) / classes


@lru_cache(maxsize=16)
def _pair_table(classes: int) -> Floats:
    """Return statistics of two inputs over (log q, c), for different and for equal labels.

    Returns:
        [Q, correlations, 2 label cases, 5]: relative variance of X and of the loss; relative
        covariance of X and of the loss; mean (delta_a . delta_b)^2 over the squared mean of X. The first
        four are divided by q / (1 + q), to which they are proportional for small q.
    """
    log_q = _LOG_Q_LOW + _LOG_Q_STEP * np.arange(0, _NUM_Q, _PAIR_STRIDE)
    if classes == 1:
        return np.zeros((len(log_q), len(_CORRELATIONS), 2, 5))
    inputs = 8
    networks = max(_PAIR_NORMALS // (inputs * classes), 3)
    draw = np.random.default_rng(_SEED).standard_normal
    u, w = draw((networks, 1, classes)), draw((networks, inputs // 2, classes))
    u = np.concatenate([u, -u])
    w = np.concatenate([w, w])
    w = np.concatenate([w, -w], axis=1)
    return np.array([[_pair_statistics(u, w, q, c) for c in _CORRELATIONS] for q in np.exp(log_q)])


def _pair_statistics(u: Floats, w: Floats, q: float, c: float) -> Floats:
    """Return one entry of the pair table, [2 label cases, 5], from networks u [N, 1, C] and inputs w."""
    p, log_sum = _softmax(np.sqrt(q) * (np.sqrt(c) * u + np.sqrt(1.0 - c) * w))
    logits = np.sqrt(q) * (np.sqrt(c) * u + np.sqrt(1.0 - c) * w)
    lengths = np.square(p).sum(-1, keepdims=True) + 1.0 - 2.0 * p
    losses = log_sum[..., None] - logits
    scale = (1.0 + q) / q
    covariances = [_covariances(values, c) for values in (lengths, losses)]
    variances = [values.var() / values.mean() ** 2 for values in (lengths, losses)]
    overlaps = _overlaps(p) / lengths.mean() ** 2
    return np.array(
        [
            [
                variances[0] * scale,
                variances[1] * scale,
                covariances[0][case] * scale,
                covariances[1][case] * scale,
                overlaps[case],
            ]
            for case in (0, 1)
        ]
    )


def _covariances(values: Floats, c: float) -> tuple[float, float]:
    """Return the relative covariance of two inputs with different and with equal labels.

    Args:
        values: [N, W, C]: of network, input and label; inputs come in pairs of opposite w.
        c: Correlation; at 0 inputs are independent, and nothing needs to be estimated.
    """
    if c == 0:
        return 0.0, 0.0
    num_labels, half = values.shape[2], values.shape[1] // 2
    opposite = 0.5 * (values[:, :half] + values[:, half:])
    means = opposite.mean(1)
    deviations = opposite - means[:, None]
    chance = 0.0 if half == 1 or c == 1 else 1.0 / (half * (half - 1))
    each = means.var(0).sum() - chance * np.square(deviations).sum((1, 2)).mean()
    total = means.sum(1).var() - chance * np.square(deviations.sum(2)).sum(1).mean()
    scale = values.mean() ** 2 * num_labels
    return (total - each) / (scale * (num_labels - 1)), max(each, 0.0) / scale


def _overlaps(p: Floats) -> tuple[float, float]:
    """Return the mean of (delta_a . delta_b)^2 for different and for equal labels, p is [N, W, C]."""
    classes, half = p.shape[2], p.shape[1] // 2
    a, b = p[:, : half - 1], p[:, 1:half]
    product = (a * b).sum(-1, keepdims=True)
    crossed = product - a - b
    equal = np.square(crossed + 1.0).mean()
    lengths = np.square(a).sum(-1) + np.square(b).sum(-1)
    product = product[..., 0]
    free = product**2 + lengths / classes - 4.0 * product / classes + 2.0 / classes**2
    different = (free.mean() - np.square(crossed).mean() / classes) / (1.0 - 1.0 / classes)
    return float(different), float(equal)


def _softmax(logits: Floats) -> tuple[Floats, Floats]:
    """Return the probabilities and the log of the sum of exponentials."""
    peak = logits.max(-1, keepdims=True)
    weight = np.exp(logits - peak)
    total = weight.sum(-1, keepdims=True)
    return weight / total, (peak + np.log(total))[..., 0]
