"""How heads of each kind start, so that what they generate has the variance that a scheme asks for.

Notation:
    d_k, V     number of the head's features h and their second moment E[h_k^2]
    H          kernel of a head: a generated value is the sum of d_k products, variance d_k V Var(H)
    theta_0    the base, where a head adds to one
    A, B       left and right factor of a low-rank head, target A B of rank r
"""

from __future__ import annotations

from dataclasses import dataclass

from fanscope.activations import second_moment_after, squared_gain
from fanscope.distribution import Assignment, uniform
from fanscope.layout import HeadLayout, HypernetLayout


@dataclass(frozen=True, slots=True)
class Features:
    """A head's input: ``size`` numbers (d_k) of second moment ``second_moment`` (V)."""

    size: int
    second_moment: float

    @property
    def squared_norm(self) -> float:
        """Expected squared norm, d_k V."""
        return self.size * self.second_moment


def feature_second_moment(hypernet: HypernetLayout) -> float:
    """Return V = E[h_k^2] under the shared initialization of codes and trunk.

    Learned codes and noise have second moment 1, a one-hot code 1 / d_k, a cosine code 1/2. Each trunk layer
    multiplies by c of its activation and passes through it: 1 stays 1 through ReLU layers and becomes 0.394
    after one tanh layer. The second moment counts, not the variance: after a ReLU the mean is not zero.

    Reference: chang2020principled, section 4; poole2016exponential, eq. 3.
    """
    return after_trunk(hypernet, hypernet.code_second_moment)


def after_trunk(hypernet: HypernetLayout, moment: float) -> float:
    """Return the features' second moment when that of the trunk's input is ``moment``."""
    activation = hypernet.trunk_activation
    for _ in hypernet.trunk:
        moment = second_moment_after(activation, squared_gain(activation) * moment)
    return moment


def share_out(head: HeadLayout, target: float, features: Features) -> Assignment:
    """Return distributions of a head's kernels and base that together give ``target``, the generated variance.

    Without a base the kernel makes all of it: Var(H) = target / (d_k V). With one, each makes half. A low-rank
    head has B = 0 beside a base, which then makes all of it alone; A has the variance 1 / r of a layer that
    reads r numbers. Without a base B makes up for the rest: Var(A B) = r Var(A) Var(B) = Var(B), given |h|^2 at
    its mean; both factors grow with |h|, their product with its square.

    Reference: chang2020principled, Table 1; ortiz2024magnitude, section 4; hu2022lora, section 4.1.
    """
    if head.right is None:
        return _share_with_base(head, target, features.squared_norm)
    rank = head.right.target.shape[0]
    left = {head.kernel.name: uniform(1.0 / (rank * features.squared_norm))}
    if head.base is not None:
        return {**left, head.base.name: uniform(target)}
    return {**left, head.right.kernel.name: uniform(target / features.squared_norm)}


def _share_with_base(head: HeadLayout, target: float, squared_norm: float) -> Assignment:
    if head.base is None:
        return {head.kernel.name: uniform(target / squared_norm)}
    return {
        head.base.name: uniform(target / 2.0),
        head.kernel.name: uniform(target / (2.0 * squared_norm)),
    }
