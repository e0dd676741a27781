from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
import torch

from fanscope.errors import SpecError
from fanscope.experiment import run_experiment
from fanscope.parsing import parse_spec
from fanscope.result import ExperimentResult
from fanscope.spec import SchemeChoice
from fanscope.training import Step, train

SPEC = parse_spec(
    {
        "network": {"kind": "mlp", "widths": [64, 8, 10]},
        "training": {"steps": 3},
        "record": {"schedule": "every", "every": 1},
        "schemes": ["xavier", "zeros"],
        "seeds": [4, 7],
    }
)


def test_runs_come_seed_by_seed() -> None:
    result = run_experiment(SPEC)
    assert [(run.scheme, run.seed) for run in result.runs] == [
        ("xavier", 4),
        ("zeros", 4),
        ("xavier", 7),
        ("zeros", 7),
    ]
    assert set(result.predictions) == {"xavier", "zeros"}


def test_a_run_is_what_training_yields() -> None:
    run = run_experiment(SPEC).runs[2]
    losses = [step.loss for step in train(SPEC, SPEC.schemes[0], 7)]
    assert run.track is not None
    np.testing.assert_array_equal(run.track.losses, np.array(losses, np.float32))
    np.testing.assert_array_equal(run.track.steps, range(4))


def test_every_step_is_told() -> None:
    told: list[tuple[str, int, int]] = []

    def tell(choice: SchemeChoice, seed: int, step: Step) -> None:
        told.append((choice.label, seed, step.step))

    run_experiment(SPEC, on_step=tell)
    assert told == [
        (scheme, seed, step)
        for seed in (4, 7)
        for scheme in ("xavier", "zeros")
        for step in range(4)
    ]


def test_divergence_is_kept() -> None:
    spec = parse_spec(
        {
            "network": {
                "kind": "hypernetwork",
                "main": {"widths": [64, 64, 64, 64, 64, 64, 64, 10], "activation": "relu"},
            },
            "training": {"steps": 20, "optimizer": {"kind": "sgd", "lr": 0.1}},
            "schemes": ["kaiming"],
        }
    )
    run = run_experiment(spec).runs[0]
    assert run.diverged_at is not None
    assert run.track is not None
    assert run.diverged_at.step == run.track.steps[-1] < 20


@pytest.mark.parametrize(
    ("run", "threads"), [(run_experiment, 1), (partial(run_experiment, threads=3), 3)]
)
def test_threads_are_as_asked_for_and_afterwards_as_before(
    run: Callable[..., ExperimentResult], threads: int
) -> None:
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    seen: set[int] = set()
    try:
        run(SPEC, on_step=lambda *_: seen.add(torch.get_num_threads()))
        assert seen == {threads}
        assert torch.get_num_threads() == 2
        with pytest.raises(SpecError):
            run(SPEC, device="nonsense")
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)
