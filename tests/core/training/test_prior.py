"""The divergence from the prior against torch.distributions, and its gradients against one graph."""

from __future__ import annotations

import pytest
import torch
from torch.distributions import Normal, kl_divergence

from fanscope.layout import lay_out
from fanscope.spec import NoiseConditioning
from fanscope.training.prior import (
    add_prior_gradients,
    divergence_from_prior,
    noise_with_prior,
)
from support.hypernetworks import hypernetwork


def draws_of(*shape: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.mark.parametrize("prior_variance", [1.0, 0.01])
def test_divergence_is_that_of_normal_distributions(prior_variance: float) -> None:
    draws = 0.3 + 2.0 * draws_of(5, 40)
    posterior = Normal(draws.mean(0), draws.std(0))
    prior = Normal(torch.zeros(40).double(), prior_variance**0.5)
    # The squared mean of five draws is too large by a fifth of their variance.
    chance = 0.5 * draws.var(0).sum() / 5 / prior_variance
    expected = kl_divergence(posterior, prior).sum() - chance
    found = divergence_from_prior(draws, prior_variance=prior_variance)
    torch.testing.assert_close(found, expected)


def test_draws_like_the_prior_cost_next_to_nothing() -> None:
    """Per value about 1 / (2 K) for K draws: the logarithm of a variance is below that of its mean."""
    draws = draws_of(2000, 500)
    found = divergence_from_prior(draws, prior_variance=1.0).item() / 500
    assert found == pytest.approx(1 / 4000, rel=0.2)


def test_draws_that_are_all_equal_stay_finite() -> None:
    equal = torch.ones(3, 4, requires_grad=True)
    divergence = divergence_from_prior(equal, prior_variance=1.0)
    assert divergence.isfinite()
    assert torch.autograd.grad(divergence, equal)[0].isfinite().all()


def test_gradients_are_added_to_generated_tensors_as_one_graph_has_them() -> None:
    layout = lay_out(hypernetwork(conditioning="noise", generates="weights"))
    noise = NoiseConditioning(draws=4, kl=0.7, prior_variance=0.5)
    draws = [
        {tensor.name: draws_of(4, *tensor.shape)[index] for tensor in layout.main}
        for index in range(4)
    ]
    zeros = [{name: torch.zeros_like(t) for name, t in draw.items()} for draw in draws]
    found = add_prior_gradients(layout, noise, draws, zeros)
    stacked = {
        tensor.name: torch.stack([draw[tensor.name] for draw in draws]).requires_grad_()
        for tensor in layout.generated
    }
    total = (
        0.7
        * torch.stack(
            [divergence_from_prior(s.flatten(1), prior_variance=0.5) for s in stacked.values()]
        ).sum()
    )
    for (name, _), gradient in zip(
        stacked.items(), torch.autograd.grad(total, list(stacked.values())), strict=True
    ):
        for index in range(4):
            torch.testing.assert_close(found[index][name] / 4, gradient[index])
    for tensor in layout.main_trainable:
        assert all(not of[tensor.name].any() for of in found)


def test_only_noise_that_pays_for_its_divergence_has_a_prior() -> None:
    assert noise_with_prior(hypernetwork(conditioning="learned")) is None
    assert noise_with_prior(hypernetwork().main) is None
    paying = noise_with_prior(hypernetwork(conditioning="noise"))
    assert paying is not None
    assert paying.kl == 1e-3


def test_few_draws_like_the_prior_cost_least() -> None:
    """Over 40,000 values the mean divergence of four draws has its least where they vary as the prior does."""
    draws = draws_of(4, 40_000)
    costs = {
        scale: divergence_from_prior(scale * draws, prior_variance=1.0).item()
        for scale in (0.9, 1.0, 1.1)
    }
    assert min(costs, key=costs.__getitem__) == 1.0
