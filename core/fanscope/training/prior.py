"""How far the generated values of a Bayesian hypernetwork are from their prior, and how that changes with them.

The values' distribution is implicit: noise goes in, tensors come out. Its moments over a step's draws stand
for it, value by value, as if it were normal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from fanscope.layout import NetworkLayout
from fanscope.spec import HypernetworkSpec, NetworkSpec, NoiseConditioning

_LEAST_SHARE = 1e-12
"""Of the prior's variance: draws that are all equal have none, and its logarithm must stay finite."""


def noise_with_prior(network: NetworkSpec) -> NoiseConditioning | None:
    """Return the conditioning of a hypernetwork whose loss has a divergence from a prior, if it has one."""
    if isinstance(network, HypernetworkSpec) and isinstance(
        network.conditioning, NoiseConditioning
    ):
        return network.conditioning if network.conditioning.kl > 0 else None
    return None


def divergence_from_prior(draws: Tensor, *, prior_variance: float) -> Tensor:
    """Return KL(N(m, v) || N(0, p)) summed over all values, m and v their mean and variance over the draws.

    Per value (v / p + m^2 / p - 1 - log(v / p)) / 2, v with one degree of freedom taken by m, and v over the number of
    draws taken off m^2: by so much the mean of few draws is off. Without that, too small a v would cost least.

    Args:
        draws: [draws, values], four draws or more.
        prior_variance: p.

    Reference: kingma2014autoencoding, appendix B.
    """
    variance = draws.var(0).clamp_min(_LEAST_SHARE * prior_variance) / prior_variance
    squared_mean = draws.mean(0).square() / prior_variance - variance / len(draws)
    return 0.5 * (variance + squared_mean - 1.0 - variance.log()).sum()


def add_prior_gradients(
    layout: NetworkLayout,
    noise: NoiseConditioning,
    draws: Sequence[Mapping[str, Tensor]],
    gradients: Sequence[Mapping[str, Tensor]],
) -> list[dict[str, Tensor]]:
    """Return each draw's gradients with those of ``kl`` times the divergence added for what is generated.

    An update takes the mean over the draws, so each gets its own share times their number.
    """
    added = [dict(of_draw) for of_draw in gradients]
    for tensor in layout.generated:
        values = torch.stack([draw[tensor.name].detach() for draw in draws]).requires_grad_()
        divergence = divergence_from_prior(values, prior_variance=noise.prior_variance)
        (found,) = torch.autograd.grad(divergence, values)
        for of_draw, own in zip(added, noise.kl * len(draws) * found, strict=True):
            of_draw[tensor.name] = of_draw[tensor.name] + own
    return added
