"""The measured constants against the real data, by sums over pairs of inputs instead of features."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest

from fanscope.data_moments import DataMoments, data_moments
from fanscope.spec import DataSpec, DigitsData, FashionMnistData, GaussianData, MnistData
from fanscope.training.data import load_dataset
from support.mnist import mnist_data_dir


def _measure(data: DataSpec, folder: Path | None, *, at_most: int) -> DataMoments:
    """Return the moments of ``at_most`` training inputs, from their Gram matrix."""
    train = load_dataset(data, folder).train
    chosen = np.random.default_rng(7).permutation(len(train))[:at_most]
    x = train.standardized().numpy()[chosen].astype(np.float64)
    labels = train.labels.numpy()[chosen]
    num, features = x.shape
    gram = x @ x.T / features
    rows = gram.mean(1, keepdims=True)
    centered = gram - rows - rows.T + gram.mean()
    lengths, between, shared = np.diag(gram), np.trace(centered) / num, gram.mean()
    alpha = np.diag(centered) / between
    beta = 2 * (rows[:, 0] - shared) / shared
    same = labels[:, None] == labels[None]
    class_sums = [centered[np.ix_(labels == k, labels == k)].mean() for k in np.unique(labels)]
    sizes = [float((labels == k).mean()) for k in np.unique(labels)]
    assert same.any()
    return DataMoments(
        between=between,
        shared=shared,
        overlap=np.square(centered).sum() / np.trace(centered) ** 2,
        norm_spread=lengths.var() / lengths.mean() ** 2,
        class_share=float(np.dot(sizes, class_sums)) / between,
        between_pull=alpha.var(),
        shared_pull=beta.var(),
        cross_pull=float(np.mean(alpha * beta)),
        between_peaks=np.square(x.var(0)).mean() / x.var(0).mean() ** 2,
        shared_peaks=np.mean(x.mean(0) ** 4) / np.mean(x.mean(0) ** 2) ** 2,
        num_examples=len(train),
    )


def test_digits() -> None:
    measured = _measure(DigitsData(), None, at_most=2000)
    assert astuple(data_moments(DigitsData())) == pytest.approx(astuple(measured), rel=1e-4)


@pytest.mark.mnist
def test_mnist() -> None:
    """On 4,000 of 60,000 examples: 5 % is 3 standard errors of the widest of them."""
    measured = _measure(MnistData(), mnist_data_dir(), at_most=4000)
    assert astuple(data_moments(MnistData())) == pytest.approx(astuple(measured), rel=0.05)


def test_standardized_data_has_second_moment_1() -> None:
    for data in (DigitsData(), MnistData(), FashionMnistData()):
        moments = data_moments(data)
        assert moments.between + moments.shared == pytest.approx(1.0, abs=1e-5)


def test_gaussian() -> None:
    moments = data_moments(GaussianData(features=40, classes=3, examples=500))
    x = np.random.default_rng(8).standard_normal((20_000, 40))
    assert moments.norm_spread == pytest.approx(np.square(x).mean(1).var(), rel=0.05)
    cosines = (x[:10_000] * x[10_000:]).mean(1)
    assert moments.overlap == pytest.approx(np.square(cosines).mean(), rel=0.06)
    assert moments.num_examples == 500


def test_unmeasured_data_says_so() -> None:
    assert not data_moments(FashionMnistData()).is_measured
    assert data_moments(MnistData()).is_measured
