"""The second moment of a hypernetwork's last hidden features, which its heads multiply."""

from __future__ import annotations

from fanscope.activations import second_moment_after, squared_gain
from fanscope.layout import HypernetLayout


def feature_second_moment(hypernet: HypernetLayout) -> float:
    """Return V = E[h_k^2] under the shared initialization of codes and trunk.

    Learned codes and noise have second moment 1, a one-hot code 1 / d_k, a cosine code 1/2. The second moment
    counts, not the variance: after a ReLU the mean is not zero.

    Reference: chang2020principled, section 4; poole2016exponential, eq. 3.
    """
    return after_trunk(hypernet, hypernet.code_second_moment)


def after_trunk(hypernet: HypernetLayout, moment: float) -> float:
    """Return the features' second moment when that of the trunk's input is ``moment``.

    Each layer multiplies by c of its activation and passes through it: 1 stays 1 through ReLU layers and
    becomes 0.394 after one tanh layer.

    Reference: poole2016exponential, eq. 3.
    """
    activation = hypernet.trunk_activation
    for _ in hypernet.trunk:
        moment = second_moment_after(activation, squared_gain(activation) * moment)
    return moment
