import itertools

import torch

from fanscope.training.seeding import (
    batch_generator,
    derive_generator,
    initialization_generator,
)


def test_seeds_are_the_same_on_every_machine() -> None:
    sha256_of_the_keys = "98f2def290871902"
    seed = derive_generator("initialization", 0, "xavier").initial_seed()
    assert f"{seed:016x}" == sha256_of_the_keys


def test_every_purpose_seed_and_scheme_has_its_own_numbers() -> None:
    seeds = [
        initialization_generator(seed, scheme).initial_seed()
        for seed, scheme in itertools.product(range(20), ("xavier", "kaiming", "0", "1"))
    ]
    seeds += [batch_generator(seed).initial_seed() for seed in range(20)]
    assert len(set(seeds)) == len(seeds)


def test_neighbouring_keys_do_not_run_together() -> None:
    one = derive_generator("gaussian", 1, 23).initial_seed()
    other = derive_generator("gaussian", 12, 3).initial_seed()
    assert one != other


def test_global_random_state_is_left_alone() -> None:
    before = torch.get_rng_state()
    batch_generator(3)
    assert torch.equal(torch.get_rng_state(), before)
