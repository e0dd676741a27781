"""The contract of ``train``: what is yielded, recorded and reproducible."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from fanscope.errors import SpecError
from fanscope.frames import Frame
from fanscope.layout import lay_out
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.training import Step, load_dataset, train
from fanscope.training.batches import draw_batches
from fanscope.training.seeding import batch_generator
from fanscope.training.starting import draw_tensors
from support.training import (
    fingerprint,
    hypernetwork_experiment,
    only_scheme,
    plain_experiment,
)

TESTS = Path(__file__).parents[2]
OPTIMIZERS = [
    {"kind": "sgd", "lr": 0.01},
    {"kind": "momentum", "lr": 0.01},
    {"kind": "adam", "lr": 0.001},
    {"kind": "adamw", "lr": 0.001},
]


def run(
    spec: ExperimentSpec, seed: int = 0, *, record: bool = True, evaluate: bool = False
) -> list[Step]:
    choice = only_scheme(spec)
    return list(train(spec, choice, seed, device="cpu", record=record, evaluate=evaluate))


def losses(steps: list[Step]) -> list[float]:
    return [step.loss for step in steps]


def frames(steps: list[Step]) -> list[Frame]:
    return [step.frame for step in steps if step.frame is not None]


def test_yields_one_step_more_than_there_are_updates() -> None:
    steps = run(plain_experiment())
    assert [step.step for step in steps] == [0, 1, 2, 3, 4, 5, 6]
    assert [frame.step for frame in frames(steps)] == [0, 2, 3, 6]
    assert all(step.diverged_layer is None for step in steps)


def test_frames_together_hold_the_loss_of_every_step() -> None:
    steps = run(plain_experiment())
    recorded = np.concatenate([frame.losses for frame in frames(steps)])
    np.testing.assert_array_equal(recorded, np.array(losses(steps), np.float32))


def test_run_without_updates_is_its_first_and_last_step() -> None:
    (step,) = run(plain_experiment(training={"steps": 0, "batch_size": 20}))
    assert step.step == 0
    assert step.frame is not None


def test_losses_are_those_of_an_ordinary_torch_program() -> None:
    spec = plain_experiment()
    modules = [nn.Linear(64, 24), nn.Tanh(), nn.Linear(24, 16), nn.Tanh(), nn.Linear(16, 10)]
    model = nn.Sequential(*modules)
    drawn = draw_tensors(lay_out(spec.network), only_scheme(spec), 0)
    with torch.no_grad():
        for parameter, tensor in zip(model.parameters(), drawn.values(), strict=True):
            parameter.copy_(tensor)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    examples = load_dataset(spec.data).train
    batches = draw_batches(len(examples), batch_size=20, generator=batch_generator(0))
    expected = []
    for _ in range(7):
        chosen = next(batches)
        loss = functional.cross_entropy(
            model(examples.standardized(chosen)), examples.labels[chosen]
        )
        optimizer.zero_grad()
        torch.autograd.backward([loss])
        optimizer.step()
        expected.append(loss.item())
    assert losses(run(spec)) == expected


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: optimizer["kind"])
@pytest.mark.parametrize("experiment", [plain_experiment, hypernetwork_experiment])
def test_recording_does_not_change_a_single_bit_of_the_losses(
    experiment: type, optimizer: dict[str, object]
) -> None:
    spec = experiment(
        training={"steps": 12, "batch_size": 20, "optimizer": optimizer},
        record={"schedule": "every", "every": 1},
    )
    recorded, unrecorded = run(spec), run(spec, record=False)
    assert losses(recorded) == losses(unrecorded)
    assert len(frames(recorded)) == 13
    assert not frames(unrecorded)


@pytest.mark.parametrize("experiment", [plain_experiment, hypernetwork_experiment])
def test_same_spec_gives_the_same_frames_twice(experiment: type) -> None:
    assert fingerprint(run(experiment())) == fingerprint(run(experiment()))


def test_same_spec_gives_the_same_frames_in_another_process() -> None:
    spec = hypernetwork_experiment()
    code = (
        "import sys, torch; torch.set_num_threads(int(sys.argv[2]))\n"
        "from fanscope.spec import ExperimentSpec\n"
        "from fanscope.training import train\n"
        "from support.training import fingerprint\n"
        "spec = ExperimentSpec.model_validate_json(sys.argv[1])\n"
        "print(fingerprint(train(spec, spec.schemes[0], 0, device='cpu')))"
    )
    arguments = [spec.model_dump_json(), str(torch.get_num_threads())]
    other = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path]), "PYTHONHASHSEED": "7"},
    )
    assert other.stdout.strip() == fingerprint(run(spec))


def test_seeds_differ_and_schemes_of_one_seed_see_the_same_batches() -> None:
    flat = {"name": "constant", "value": 0.01}
    spec = plain_experiment(schemes=[flat])
    same_tensors_other_label = plain_experiment(
        schemes=[{"name": "scaled", "of": flat, "factor": 1.0}]
    )
    assert losses(run(spec)) == losses(run(same_tensors_other_label))
    assert losses(run(spec)) != losses(run(spec, seed=1))


def test_schemes_and_seeds_draw_their_own_tensors() -> None:
    layout = lay_out(plain_experiment().network)
    kinds = [(SchemeChoice(name=name), seed) for name in ("xavier", "kaiming") for seed in (0, 1)]
    firsts = {draw_tensors(layout, *kind)["main.0.weight"][0, 0].item() for kind in kinds}
    assert len(firsts) == len(kinds)


def test_global_state_is_left_alone() -> None:
    random_state, threads = torch.get_rng_state(), torch.get_num_threads()
    is_deterministic = torch.are_deterministic_algorithms_enabled()
    run(hypernetwork_experiment(), evaluate=True)
    assert torch.equal(torch.get_rng_state(), random_state)
    assert torch.get_num_threads() == threads
    assert torch.are_deterministic_algorithms_enabled() == is_deterministic
    assert torch.is_grad_enabled()


def test_test_accuracy_comes_with_the_last_step_where_it_is_asked_for() -> None:
    spec = plain_experiment(training={"steps": 0, "batch_size": 20})
    (step,) = run(spec, evaluate=True)
    w = draw_tensors(lay_out(spec.network), only_scheme(spec), 0)
    test = load_dataset(spec.data).test
    flowing = test.standardized()
    for index in range(3):
        flowing = flowing @ w[f"main.{index}.weight"].T + w[f"main.{index}.bias"]
        flowing = flowing.tanh() if index < 2 else flowing
    right = (flowing.argmax(dim=1) == test.labels).double().mean().item()
    assert step.test_accuracy == pytest.approx(right)
    assert run(spec)[0].test_accuracy is None


def test_training_learns_the_digits() -> None:
    spec = plain_experiment(
        training={"steps": 300, "batch_size": 50, "optimizer": {"kind": "sgd", "lr": 0.1}}
    )
    steps = run(spec, evaluate=True)
    assert steps[0].loss == pytest.approx(np.log(10), abs=0.5)
    assert steps[-1].test_accuracy is not None
    assert steps[-1].test_accuracy > 0.9
    assert frames(steps)[-1].accuracy > 0.9


def test_gaussian_data_has_no_test_accuracy() -> None:
    spec = plain_experiment(data={"name": "gaussian", "features": 64, "classes": 10})
    assert run(spec, evaluate=True)[-1].test_accuracy is None


def test_scheme_that_does_not_fit_is_refused() -> None:
    spec = plain_experiment(schemes=["hyperfan-in"])
    with pytest.raises(SpecError, match="hyperfan-in"):
        run(spec)


@pytest.mark.parametrize("device", ["toaster", "cuda:99", "meta"])
def test_unknown_device_is_refused(device: str) -> None:
    spec = plain_experiment()
    with pytest.raises(SpecError, match=f"device.*{device}"):
        next(train(spec, only_scheme(spec), 0, device=device))


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs CUDA")
@pytest.mark.parametrize("experiment", [plain_experiment, hypernetwork_experiment])
def test_gpu_starts_from_the_same_numbers(experiment: type) -> None:
    spec = experiment()
    on_gpu = list(train(spec, only_scheme(spec), 0, device="cuda"))
    np.testing.assert_allclose(losses(on_gpu), losses(run(spec)), rtol=1e-3)
    np.testing.assert_allclose(on_gpu[0].loss, run(spec)[0].loss, rtol=1e-5)


def with_dropout(p: float) -> ExperimentSpec:
    layers = [
        {"op": "linear", "features": 24},
        {"op": "activation", "name": "relu"},
        {"op": "dropout", "p": p},
        {"op": "linear", "features": 10},
    ]
    return plain_experiment(network={"kind": "sequential", "input": [64], "layers": layers})


def test_training_drops_what_evaluation_keeps() -> None:
    kept, dropped = (losses(run(with_dropout(p))) for p in (0.0, 0.5))
    assert all(one != other for one, other in zip(kept, dropped, strict=True))
    assert losses(run(with_dropout(0.5), record=False)) == dropped
    assert losses(run(with_dropout(0.5), seed=1)) != dropped
    last = run(with_dropout(0.5), evaluate=True)[-1]
    assert last.test_accuracy == run(with_dropout(0.5), evaluate=True)[-1].test_accuracy
