"""Regression tasks in sequence: the data, which examples a step sees, and what is left of earlier tasks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice, pairwise
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy import stats

from fanscope.datasets import describe
from fanscope.errors import SpecError
from fanscope.experiment import run_experiment
from fanscope.figures import build
from fanscope.layout import lay_out
from fanscope.networks.hypernetwork import Context, make_main
from fanscope.parsing import dump_yaml, parse_spec
from fanscope.spec import ExperimentSpec, RegressionTasksData
from fanscope.task_schedule import TaskSchedule
from fanscope.theory import predict
from fanscope.training import load_dataset, train
from fanscope.training.starting import draw_tensors
from fanscope.training.tasks import draw_task_batches, set_exams
from support.training import fingerprint, only_scheme

Values = NDArray[np.float64]
PAPER = RegressionTasksData()
FUNCTIONS: tuple[Callable[[Values], Values], ...] = (
    lambda x: x + 3,
    lambda x: 2 * x**2 - 1,
    lambda x: (x - 3) ** 3,
)
INTERVALS = ((-4, -2), (-1, 1), (2, 4))


def experiment(**changes: Any) -> ExperimentSpec:
    return parse_spec(
        {
            "network": {"kind": "mlp", "widths": [1, 32, 32, 1], "activation": "tanh"},
            "data": {"name": "regression-tasks", "tasks": 3, "examples": 60},
            "training": {"steps": 150, "batch_size": 30, "optimizer": {"kind": "adam", "lr": 0.01}},
            "record": {"schedule": "every", "every": 50},
            "schemes": ["xavier"],
            **changes,
        }
    )


def test_first_three_tasks_are_those_of_the_paper() -> None:
    dataset = load_dataset(PAPER)
    x = dataset.train.inputs.double().reshape(3, 100).numpy()
    y = dataset.train.labels.double().reshape(3, 100).numpy()
    for task, (function, (low, high)) in enumerate(zip(FUNCTIONS, INTERVALS, strict=True)):
        assert stats.kstest(x[task], stats.uniform(low, high - low).cdf).pvalue > 1e-3
        noise = (y[task] - function(x[task])) / 0.05
        assert stats.kstest(noise, "norm").pvalue > 1e-3
        x_test = dataset.test.inputs.double().reshape(3, 50).numpy()[task]
        y_test = dataset.test.labels.double().reshape(3, 50).numpy()[task]
        np.testing.assert_allclose(y_test, function(x_test), atol=1e-5)
        np.testing.assert_allclose(x_test, np.linspace(low, high, 50), atol=1e-5)


def test_more_tasks_lie_beside_the_others() -> None:
    data = RegressionTasksData(tasks=7, examples=40, noise=0.0)
    dataset, info = load_dataset(data), describe(data)
    assert (info.tasks, info.num_train, info.num_test) == (7, 280, 140)
    assert (len(dataset.train), len(dataset.test)) == (280, 140)
    x = dataset.train.inputs.reshape(7, 40)
    for before, after in pairwise(x):
        assert 0.99 < after.min() - before.max() < 2
    values = dataset.train.labels.reshape(7, 40)
    torch.testing.assert_close(values[3], x[3] - 6, atol=1e-5, rtol=0)
    assert values.abs().max() <= 1


def test_inputs_are_standardized_over_all_tasks() -> None:
    inputs = load_dataset(PAPER).train.standardized()
    assert inputs.mean().item() == pytest.approx(0, abs=1e-6)
    assert inputs.square().mean().item() == pytest.approx(1, abs=1e-5)


def test_each_step_sees_its_own_task_and_every_example_of_it() -> None:
    schedule = TaskSchedule(3, 4)
    batches = list(islice(draw_task_batches(30, schedule, batch_size=5, seed=2), 13))
    tasks = [set((batch // 10).tolist()) for batch in batches]
    assert tasks == [{0}] * 4 + [{1}] * 4 + [{2}] * 5
    for task in range(3):
        first_epoch = torch.cat(batches[4 * task : 4 * task + 2])
        assert sorted(first_epoch.tolist()) == list(range(10 * task, 10 * task + 10))


def test_one_task_is_drawn_as_ordinary_data() -> None:
    dataset = load_dataset(RegressionTasksData(tasks=1))
    assert set_exams(dataset.test, TaskSchedule(1, 5)) == ()
    exams = set_exams(load_dataset(PAPER).test, TaskSchedule(3, 5))
    assert [(exam.name, len(exam.inputs)) for exam in exams] == [
        ("task.0", 50),
        ("task.1", 50),
        ("task.2", 50),
    ]


def test_plain_network_learns_each_task_and_forgets_the_last_one() -> None:
    result = run_experiment(experiment())
    (run,) = result.runs
    assert run.track is not None
    assert run.track.steps.tolist() == list(range(0, 451, 50))
    loss = {
        task: run.track.statistic(f"task.{task}", "task_loss", "mean").tolist() for task in range(3)
    }
    for task in range(3):
        learned = 3 * (task + 1)
        assert loss[task][learned] < 0.05 < loss[task][3 * task]
    assert loss[0][-1] > 10 * loss[0][3]
    assert loss[1][-1] > 10 * loss[1][6]
    figure = build("forgetting", result)
    assert len(figure["layout"]["shapes"]) == 3
    assert [(shape["x0"], shape["x1"]) for shape in figure["layout"]["shapes"]] == [
        (0, 150),
        (150, 300),
        (300, 450),
    ]
    table = figure["layout"]["meta"]["table"]
    drawn = {(row[1], row[2]): row[3] for row in table["rows"]}
    assert drawn[1, 450] == pytest.approx(loss[0][-1], rel=1e-3)
    assert drawn[3, 450] == pytest.approx(loss[2][-1], rel=1e-3)
    assert figure["layout"]["meta"]["summary"].startswith("Loss of task 1 when it was learned")


def test_task_loss_is_the_mean_squared_error_of_the_network_as_it_is() -> None:
    spec = experiment(training={"steps": 2, "batch_size": 10})
    steps = list(train(spec, only_scheme(spec), 0))
    assert len(steps) == 7
    frame = steps[-1].frame
    assert frame is not None
    assert np.isnan(frame.accuracy)
    count = frame.statistic("task.1", "task_loss", "count")
    assert count == 30


def exam_losses(spec: ExperimentSpec) -> list[float]:
    frame = next(iter(train(spec, only_scheme(spec), 0, device="cpu"))).frame
    assert frame is not None
    return [frame.statistic(f"task.{task}", "task_loss", "mean") for task in range(3)]


def test_exams_drop_nothing() -> None:
    def spec(p: float) -> ExperimentSpec:
        layers = [
            {"op": "linear", "features": 32},
            {"op": "activation", "name": "relu"},
            {"op": "dropout", "p": p},
            {"op": "linear", "features": 1},
        ]
        network = {"kind": "sequential", "input": [1], "layers": layers}
        return experiment(network=network, training={"steps": 1, "batch_size": 10})

    dropping, keeping = spec(0.5), spec(0.0)
    assert exam_losses(dropping) == exam_losses(keeping)
    first, other = (next(iter(train(s, only_scheme(s), 0))).loss for s in (dropping, keeping))
    assert first != other


def test_each_task_is_examined_with_the_network_that_is_generated_for_it() -> None:
    main = {"kind": "mlp", "widths": [1, 8, 1], "activation": "tanh"}
    conditioning = {"kind": "task", "tasks": 3, "size": 6}
    spec = experiment(
        network={"kind": "hypernetwork", "main": main, "conditioning": conditioning},
        schemes=["hyperfan-in"],
        training={"steps": 1, "batch_size": 10},
    )
    layout, test = lay_out(spec.network), load_dataset(spec.data).test
    drawn = draw_tensors(layout, only_scheme(spec), 0)
    expected = []
    for task in range(3):
        weights = make_main(layout, drawn, Context(task=task))
        inputs, targets = test.batch(slice(30 * task, 30 * task + 30))
        hidden = torch.tanh(inputs @ weights["main.0.weight"].T + weights["main.0.bias"])
        outputs = hidden @ weights["main.1.weight"].T + weights["main.1.bias"]
        expected.append((outputs - targets).square().mean().item())
    assert exam_losses(spec) == pytest.approx(expected, rel=1e-5)


def test_recording_does_not_change_the_run() -> None:
    spec = experiment(training={"steps": 5, "batch_size": 10})
    recorded = [step.loss for step in train(spec, only_scheme(spec), 1)]
    bare = [step.loss for step in train(spec, only_scheme(spec), 1, record=False)]
    assert recorded == bare
    assert fingerprint(train(spec, only_scheme(spec), 1)) == fingerprint(
        train(spec, only_scheme(spec), 1)
    )


def test_there_is_no_accuracy_of_numbers() -> None:
    spec = experiment(training={"steps": 1, "batch_size": 10})
    *_, last = train(spec, only_scheme(spec), 0, evaluate=True)
    assert last.test_accuracy is None


def test_theory_of_classes_says_nothing_of_numbers() -> None:
    (prediction,) = predict(experiment()).values()
    assert prediction.loss is None
    assert all(layer.gradient_second_moment is None for layer in prediction.layers)


def test_loss_of_a_regression_has_no_uniform_guess() -> None:
    result = run_experiment(experiment(training={"steps": 1, "batch_size": 10}))
    figure = build("loss", result)
    assert not [trace for trace in figure["data"] if trace["line"].get("dash") == "1.5px,3px"]
    assert figure["layout"]["yaxis"]["title"]["text"] == "loss (mean squared error)"
    assert not any("uniform guess" in note["text"] for note in figure["layout"]["annotations"])


def test_squared_error_to_classes_is_one_of_one_hot_vectors() -> None:
    spec = experiment(
        network={"kind": "mlp", "widths": [64, 10]},
        data={"name": "digits"},
        training={"steps": 0, "batch_size": 1438, "loss": "mean-squared-error"},
        schemes=["zeros"],
    )
    (step,) = train(spec, only_scheme(spec), 0)
    assert step.loss == pytest.approx(0.1, rel=1e-6)
    assert step.frame is not None
    assert 0 <= step.frame.accuracy <= 1


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        (
            {"training": {"loss": "cross-entropy", "batch_size": 10}},
            "training.loss",
            "data regression-tasks has no classes",
        ),
        (
            {"network": {"kind": "mlp", "widths": [1, 8, 2]}},
            "network.widths.2",
            "data regression-tasks has 1 number to predict; network.widths.2 must be 1",
        ),
        (
            {"network": {"kind": "mlp", "widths": [2, 8, 1]}},
            "network.widths.0",
            "data regression-tasks has 1 feature; network.widths.0 must be 1",
        ),
        (
            {"training": {"batch_size": 61}},
            "training.batch_size",
            "data regression-tasks has 60 training examples a task",
        ),
        (
            {"record": {"schedule": "listed", "steps": [451]}},
            "record.steps.0",
            "training ends at step 450",
        ),
    ],
)
def test_what_does_not_fit(changes: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        experiment(**changes)
    (issue,) = caught.value.issues
    assert issue.field == field
    assert issue.message.startswith(message)


def test_steps_of_all_tasks_can_be_recorded_and_written_down() -> None:
    spec = experiment(record={"schedule": "listed", "steps": [450]})
    assert spec.num_updates == 450
    assert parse_spec(dump_yaml(spec)) == spec
    assert spec.loss == "mean-squared-error"
