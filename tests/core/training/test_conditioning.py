"""Task codes follow the tasks; noise has mean 0 and variance 1 and comes from its generator alone."""

from __future__ import annotations

from itertools import islice

import pytest
import torch

from fanscope.layout import CodeLayout, lay_out
from fanscope.training.conditioning import draw_contexts
from fanscope.training.seeding import noise_generator
from support.hypernetworks import hypernetwork
from support.sampling import assert_mean


def _noise(distribution: str, *, seed: int = 0) -> list[torch.Tensor]:
    network = hypernetwork().model_dump()
    kind = {"kind": "noise", "size": 50, "draws": 3, "distribution": distribution}
    layout = lay_out(hypernetwork().model_validate({**network, "conditioning": kind}))
    assert layout.hypernet is not None
    contexts = draw_contexts(layout.hypernet.code, steps=9, generator=noise_generator(seed))
    of_steps = list(islice(contexts, 40))
    assert {len(contexts) for contexts in of_steps} == {3}
    return [c.noise for contexts in of_steps for c in contexts if c.noise is not None]


@pytest.mark.parametrize(("distribution", "fourth"), [("normal", 3.0), ("uniform", 1.8)])
def test_noise_has_mean_0_and_variance_1(distribution: str, fourth: float) -> None:
    values = torch.cat(_noise(distribution)).double().numpy()
    assert len(values) == 40 * 3 * 50
    assert_mean(values, 0.0)
    assert_mean(values**2, 1.0)
    assert_mean(values**4, fourth)


def test_noise_depends_on_the_seed_alone() -> None:
    one, again, other = _noise("normal"), _noise("normal"), _noise("normal", seed=1)
    assert all(a.equal(b) for a, b in zip(one, again, strict=True))
    assert not any(a.equal(b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("code", [None, "learned", "given", "one-hot"])
def test_all_other_codes_are_told_nothing(code: str | None) -> None:
    layout: CodeLayout | None = None
    if code is not None:
        hypernet = lay_out(hypernetwork(conditioning=code)).hypernet
        assert hypernet is not None
        layout = hypernet.code
    contexts = draw_contexts(layout, steps=2, generator=torch.Generator())
    for (context,) in islice(contexts, 3):
        assert context.noise is None
        assert context.task == 0


def test_a_task_code_is_told_which_task_is_trained() -> None:
    hypernet = lay_out(hypernetwork(conditioning="task")).hypernet
    assert hypernet is not None
    num_tasks = len(hypernet.code.embeddings)
    contexts = draw_contexts(hypernet.code, steps=2 * num_tasks, generator=torch.Generator())
    told = [context.task for (context,) in islice(contexts, 2 * num_tasks + 1)]
    assert told == [*sorted([*range(num_tasks)] * 2), num_tasks - 1]
