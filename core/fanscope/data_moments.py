"""What theory needs to know of a data set: the geometry of its standardized inputs, in a dozen numbers.

Notation:
    x           one standardized training input, d features; mu, Sigma: mean and covariance over inputs
    V, M        between-input part tr(Sigma)/d and shared part |mu|^2/d of the second moment E[x^2] = V + M
    alpha, beta an input's own pull on log V and log M: |x - mu|^2/(d V) - 1 and 2 mu.(x - mu)/(d M)

The constants are measured by ``benchmarks/measure_data_moments.py`` on the training sets as
:mod:`fanscope.training.data` standardizes them; a test compares them with the real data.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fanscope.datasets import describe
from fanscope.spec import DataSpec, GaussianData


@dataclass(frozen=True, slots=True)
class DataMoments:
    """Second-order geometry of a data set.

    Attributes:
        between: V, variance of a feature over the inputs, mean over the features; NaN where unmeasured.
        shared: M, square of a feature's mean over the inputs, mean over the features.
        overlap: tr(Sigma^2) / tr(Sigma)^2, mean squared cosine of two centered inputs.
        norm_spread: Relative variance of |x|^2 over the inputs.
        class_share: Part of V that lies between the means of the classes.
        between_pull: Variance of alpha over the inputs.
        shared_pull: Variance of beta over the inputs.
        cross_pull: Covariance of alpha and beta.
        between_peaks: Mean square over squared mean, over features, of a feature's part of V.
        shared_peaks: The same of M.
        num_examples: Training examples; batches are drawn from them without replacement.
        is_distribution: The moments are those of a distribution, from which the data set itself was drawn.
        is_measured: False where only the standardization is known, and everything else is a guess.
    """

    between: float
    shared: float
    overlap: float
    norm_spread: float
    class_share: float
    between_pull: float
    shared_pull: float
    cross_pull: float
    between_peaks: float
    shared_peaks: float
    num_examples: int
    is_distribution: bool = False
    is_measured: bool = True

    def unseen_fraction(self, n: int) -> float:
        """Return the factor on 1/n by which n examples' means vary: below 1 without replacement."""
        if self.is_distribution:
            return 1.0
        return (self.num_examples - n) / max(self.num_examples - 1, 1)


_DIGITS = DataMoments(
    between=0.520914,
    shared=0.479086,
    overlap=0.0764657,
    norm_spread=0.0152725,
    class_share=0.418518,
    between_pull=0.0423711,
    shared_pull=0.0840956,
    cross_pull=-0.0311082,
    between_peaks=1.61505,
    shared_peaks=1.51462,
    num_examples=1438,
)
_MNIST = DataMoments(
    between=0.708428,
    shared=0.291572,
    overlap=0.0325801,
    norm_spread=0.0962443,
    class_share=0.207241,
    between_pull=0.0800591,
    shared_pull=0.338932,
    cross_pull=0.0659645,
    between_peaks=2.29407,
    shared_peaks=2.43649,
    num_examples=60_000,
)


def data_moments(data: DataSpec) -> DataMoments:
    """Return the moments of a data set.

    Fashion-MNIST's files were not at hand: its second moment is 1 by standardization, and nothing
    is claimed of how that divides into V and M (``is_measured`` is False, MNIST's division stands in).
    """
    if isinstance(data, GaussianData):
        return _gaussian(data)
    if data.name == "digits":
        return _DIGITS
    if data.name == "mnist":
        return _MNIST
    return replace(_MNIST, num_examples=describe(data).num_train, is_measured=False)


def _gaussian(data: GaussianData) -> DataMoments:
    """Return the moments of independent standard normal features: |x|^2 is chi-square with d degrees."""
    return DataMoments(
        between=1.0,
        shared=0.0,
        overlap=1.0 / data.features,
        norm_spread=2.0 / data.features,
        class_share=0.0,
        between_pull=2.0 / data.features,
        shared_pull=0.0,
        cross_pull=0.0,
        between_peaks=1.0,
        shared_peaks=1.0,
        num_examples=data.examples,
        is_distribution=True,
    )
