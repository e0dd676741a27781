"""torch's own draws are the oracle: the same words, so the same numbers up to rounding."""

from math import sqrt

import pytest
import torch
from scipy import stats

from fanscope.networks.drawing import GROUP, fill_normal, fill_uniform

SIZES = [16, 17, 31, 32, 623, 624, 625, 1024, 1039, 5000]
"""Around groups of 16, blocks of 624 words and chunks of 1024 values."""
ROUNDING = 1e-6
"""Of values around 1; torch's angles, 2 pi v rounded to float32, are off by up to 3e-7 themselves."""


def generator(seed: int = 5, words: int = 0) -> torch.Generator:
    """Return a generator from which ``words`` words were drawn."""
    made = torch.Generator().manual_seed(seed)
    torch.empty(words).uniform_(generator=made)
    return made


@pytest.mark.parametrize("words", [0, 1, 623, 624, 700])
@pytest.mark.parametrize("size", SIZES)
def test_uniform_numbers_are_those_of_torch(size: int, words: int) -> None:
    ours, theirs = generator(words=words), generator(words=words)
    values = torch.empty(size)
    fill_uniform(values, mean=0.25, std=2.0, generator=ours)
    expected = torch.empty(size).uniform_(-sqrt(3), sqrt(3), generator=theirs).mul_(2.0).add_(0.25)
    torch.testing.assert_close(values, expected, rtol=0, atol=ROUNDING)
    assert drawn_next(ours) == drawn_next(theirs)


@pytest.mark.parametrize("words", [0, 1, 623, 624, 700])
@pytest.mark.parametrize("size", SIZES)
def test_normal_numbers_are_those_of_torch(size: int, words: int) -> None:
    ours, theirs = generator(words=words), generator(words=words)
    values = torch.empty(size)
    fill_normal(values, mean=-1.5, std=0.5, generator=ours)
    expected = torch.empty(size).normal_(generator=theirs).mul_(0.5).add_(-1.5)
    torch.testing.assert_close(values, expected, rtol=0, atol=2 * ROUNDING)
    assert drawn_next(ours) == drawn_next(theirs)


def drawn_next(used: torch.Generator) -> list[int]:
    return torch.randint(2**31, (1300,), generator=used).tolist()


def test_what_torch_has_kept_for_its_next_single_number_stays() -> None:
    ours, theirs = generator(), generator()
    for made in (ours, theirs):
        torch.empty(3).normal_(generator=made)  # an odd number: torch keeps the fourth
    fill_uniform(torch.empty(40), mean=0.0, std=1.0, generator=ours)
    torch.empty(40).uniform_(generator=theirs)
    assert torch.equal(
        torch.empty(5).normal_(generator=ours), torch.empty(5).normal_(generator=theirs)
    )


@pytest.mark.parametrize(
    ("fill", "oracle"),
    [(fill_uniform, stats.uniform(-sqrt(3), 2 * sqrt(3))), (fill_normal, stats.norm())],
)
def test_draws_pass_a_kolmogorov_smirnov_test(fill, oracle) -> None:  # type: ignore[no-untyped-def]
    values = torch.empty(200_000)
    fill(values, mean=0.0, std=1.0, generator=generator(11))
    assert stats.kstest(values.numpy(), oracle.cdf).pvalue > 1e-3


def test_the_halves_of_a_pair_are_independent() -> None:
    values = torch.empty(1600 * GROUP)
    fill_normal(values, mean=0.0, std=1.0, generator=generator(2))
    first, second = values.view(-1, 2, GROUP // 2).unbind(1)
    for one, other in ((first, second), (first.square(), second.square())):
        correlation = torch.corrcoef(torch.stack([one.flatten(), other.flatten()]))[0, 1].item()
        assert abs(correlation) < 4 / sqrt(one.numel())
