"""Runs that stop being numbers end with a frame and the name of a layer, never with a crash."""

from __future__ import annotations

import math

import pytest
import torch

from fanscope.frames import STATISTICS
from fanscope.layout import lay_out
from fanscope.networks.forward import Trace
from fanscope.spec import ExperimentSpec, MlpSpec
from fanscope.training import Step, train
from fanscope.training.divergence import find_divergence
from support.training import hypernetwork_experiment, only_scheme, plain_experiment

LAYOUT = lay_out(MlpSpec(widths=(2, 2, 2, 2)))
FINITE = torch.ones(1, 2)


def trace(*preactivations: torch.Tensor) -> Trace:
    return Trace(preactivations, preactivations, preactivations[-1])


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_first_layer_with_a_non_finite_value_is_named(bad: float, place: int) -> None:
    values = [FINITE, FINITE, FINITE]
    for index in range(place, 3):
        values[index] = torch.tensor([[1.0, bad]])
    assert find_divergence(LAYOUT, trace(*values), torch.tensor(1.0)) == f"main.{place}"


def test_finite_run_has_not_diverged() -> None:
    assert find_divergence(LAYOUT, trace(FINITE, FINITE, FINITE), torch.tensor(2.3)) is None


def test_values_whose_sum_overflows_have_not_diverged() -> None:
    huge = torch.full((1, 2), 3e38)
    assert find_divergence(LAYOUT, trace(huge, huge, huge), torch.tensor(2.3)) is None


def test_non_finite_loss_of_finite_values_is_the_output_layers() -> None:
    loss = torch.tensor(math.inf)
    assert find_divergence(LAYOUT, trace(FINITE, FINITE, FINITE), loss) == "main.2"


def relu_trap() -> ExperimentSpec:
    return hypernetwork_experiment(
        network={
            "main": {"widths": [64, 64, 64, 64, 64, 64, 10], "activation": "relu"},
            "conditioning": {"size": 50},
        },
        training={"steps": 50, "batch_size": 20, "optimizer": {"kind": "sgd", "lr": 0.001}},
        record={"schedule": "listed", "steps": [0]},
        schemes=["kaiming"],
    )


def run(spec: ExperimentSpec, *, record: bool = True) -> list[Step]:
    return list(train(spec, only_scheme(spec), 0, device="cpu", record=record))


def test_relu_hypernetwork_with_kaiming_ends_within_a_few_steps() -> None:
    *before, last = run(relu_trap())
    assert 1 <= last.step <= 4
    assert last.diverged_layer is not None
    assert all(step.diverged_layer is None and math.isfinite(step.loss) for step in before)


def test_step_of_divergence_is_recorded_although_it_was_not_due() -> None:
    last = run(relu_trap())[-1]
    assert last.frame is not None
    assert last.frame.step == last.step
    assert last.frame.losses[-1] == pytest.approx(last.loss, nan_ok=True)
    nonfinite = last.frame.statistics[:, STATISTICS.index("num_nonfinite")]
    first_bad = last.frame.probes[int(nonfinite.nonzero()[0][0])]
    assert first_bad.layer == last.diverged_layer
    assert run(relu_trap())[0].frame.probes == last.frame.probes  # type: ignore[union-attr]


def test_divergence_is_noticed_without_recording() -> None:
    recorded, unrecorded = run(relu_trap())[-1], run(relu_trap(), record=False)[-1]
    assert (recorded.step, recorded.diverged_layer) == (unrecorded.step, unrecorded.diverged_layer)
    assert unrecorded.frame is None


@pytest.mark.parametrize("activation", ["tanh", "relu", "linear"])
@pytest.mark.parametrize("kind", ["sgd", "momentum", "adam", "adamw"])
def test_absurd_learning_rate_never_crashes(kind: str, activation: str) -> None:
    spec = hypernetwork_experiment(
        activation=activation,
        training={"steps": 8, "batch_size": 20, "optimizer": {"kind": kind, "lr": 1e12}},
        record={"schedule": "every", "every": 1},
    )
    steps = run(spec)
    assert [step.step for step in steps] == list(range(len(steps)))
    assert steps[-1].diverged_layer is not None or len(steps) == 9
    assert all(step.frame is not None for step in steps)


def test_start_that_overflows_diverges_at_step_0() -> None:
    (step,) = run(
        plain_experiment(
            network={"kind": "mlp", "widths": [64] * 8 + [10], "activation": "relu"},
            schemes=[{"name": "normal", "std": 1e6}],
        )
    )
    assert step.diverged_layer is not None
    assert step.step == 0
