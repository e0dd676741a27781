"""Schemes that learn scales see their run's own first batch, and nothing of the run changes for it."""

from __future__ import annotations

import pytest
import torch

from fanscope.layout import lay_out
from fanscope.networks import forward
from fanscope.schemes import catalogue
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.task_schedule import TaskSchedule
from fanscope.training import load_dataset, train
from fanscope.training.batches import draw_batches
from fanscope.training.calibrating import calibrate_tensors
from fanscope.training.seeding import batch_generator
from fanscope.training.starting import draw_tensors

CHOICES = [
    SchemeChoice.model_validate(tree)
    for tree in (
        "lsuv",
        {"name": "metainit", "of": "kaiming", "steps": 10, "lr": 0.1},
        {"name": "gradinit", "of": "kaiming", "steps": 3, "lr": 0.1},
    )
]


def _spec(choice: SchemeChoice) -> ExperimentSpec:
    return ExperimentSpec.model_validate(
        {
            "network": {"kind": "mlp", "widths": [64, 20, 20, 10], "activation": "relu"},
            "data": {"name": "digits"},
            "training": {"steps": 4, "batch_size": 30},
            "schemes": [choice],
        }
    )


def test_every_scheme_that_learns_is_here() -> None:
    learning = {info.name for info in catalogue() if info.calibration is not None}
    assert learning == {choice.name for choice in CHOICES}


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)
def test_recording_changes_no_loss_and_a_run_can_be_repeated(choice: SchemeChoice) -> None:
    runs = [
        [step.loss for step in train(_spec(choice), choice, 3, device="cpu", record=record)]
        for record in (True, False, False)
    ]
    assert runs[0] == runs[1] == runs[2]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: choice.name)
def test_a_run_starts_with_what_was_learned(choice: SchemeChoice) -> None:
    spec = _spec(choice)
    layout, dataset = lay_out(spec.network), load_dataset(spec.data)
    drawn = draw_tensors(layout, choice, 3)
    learned = calibrate_tensors(
        layout, choice, drawn, dataset, schedule=TaskSchedule(1, 10), batch_size=30, seed=3
    )
    assert any(not torch.equal(learned[name], drawn[name]) for name in drawn)
    chosen = next(draw_batches(len(dataset.train), batch_size=30, generator=batch_generator(3)))
    logits = forward(layout.program, learned, dataset.train.standardized(chosen)).logits
    loss = torch.nn.functional.cross_entropy(logits, dataset.train.labels[chosen]).item()
    first = next(iter(train(spec, choice, 3, device="cpu")))
    assert first.loss == loss


def test_unit_variance_is_that_of_the_first_recorded_step() -> None:
    (first, *_) = train(_spec(CHOICES[0]), CHOICES[0], 0, device="cpu")
    assert first.frame is not None
    variances = [
        first.frame.statistic(f"main.{layer}", "preactivation", "var") for layer in range(3)
    ]
    assert variances == pytest.approx([1.0, 1.0, 1.0], abs=0.011)


def test_other_schemes_start_as_they_are_drawn() -> None:
    choice = SchemeChoice(name="kaiming")
    spec = _spec(choice)
    layout = lay_out(spec.network)
    drawn = draw_tensors(layout, choice, 0)
    dataset = load_dataset(spec.data)
    assert (
        calibrate_tensors(
            layout, choice, drawn, dataset, schedule=TaskSchedule(1, 10), batch_size=30, seed=0
        )
        == drawn
    )
