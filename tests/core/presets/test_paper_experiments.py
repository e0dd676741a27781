"""The paper's four experiments, by their small twins: what each is there to show."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fanscope.estimates import Limits, check_limits
from fanscope.experiment import run_experiment
from fanscope.parsing import parse_spec
from fanscope.presets import preset
from fanscope.spec import ExperimentSpec
from fanscope.training import Step, train
from support.pictures import draw_folder

SMALL_TWINS = (
    "mnist-hypernetwork-relu-small",
    "continual-regression-hypernetwork-small",
    "cifar10-all-cnn-small",
    "mobilenet-bayesian-small",
)
CHANCE = math.log(10)
"""Loss of an answer that knows nothing of ten classes."""


def shortened(name: str, **training: Any) -> ExperimentSpec:
    """Return a preset of one seed with its training changed."""
    spec = preset(name).spec
    changed = spec.training.model_copy(update=training)
    return spec.model_copy(update={"training": changed, "seeds": 1})


def run(spec: ExperimentSpec, scheme: str) -> list[Step]:
    """Return the steps of one scheme."""
    (choice,) = (choice for choice in spec.schemes if choice.label == scheme)
    return list(train(spec, choice, 0, device="cpu"))


def late_loss(steps: Sequence[Step], count: int = 20) -> float:
    """Return the mean loss of the last steps."""
    return float(np.mean([step.loss for step in steps[-count:]]))


def losses_of_tasks(step: Step) -> list[float]:
    """Return what each task's test examples lose."""
    assert step.frame is not None
    return [step.frame.statistic(f"task.{task}", "task_loss", "mean") for task in range(3)]


@pytest.mark.parametrize("name", SMALL_TWINS)
def test_figures_1_and_2(name: str) -> None:
    """Both figures, and that of forgetting where there are several tasks, show every scheme."""
    spec = shortened(name, steps=2, batch_size=4)
    result = run_experiment(spec, device="cpu")
    names = ["activations", "generated-weights"]
    if spec.schedule.tasks > 1:
        names.append("forgetting")
    for figure in (result.figure(each) for each in names):
        assert figure["data"]
        rows = figure["layout"]["meta"]["table"]["rows"]
        assert {row[0] for row in rows} == {choice.label for choice in spec.schemes}


def test_continual_learning() -> None:
    """Hyperfan learns all three tasks and keeps the first two; Kaiming heads lose the first while they learn the last.

    A constant answer loses 1/3 in the first task.
    """
    spec = shortened("continual-regression-hypernetwork-small")
    healthy = run(spec, "hyperfan-in")[-1]
    assert max(losses_of_tasks(healthy)) < 0.1
    sick = run(spec, "kaiming")
    learned = losses_of_tasks(sick[400])[0]
    kept = losses_of_tasks(sick[-1])[0]
    assert kept > 10 * learned
    assert kept > 1 / 3


def test_bayesian_mobilenet() -> None:
    """Classical schemes on the heads start far above chance and stay there, hyperfan falls below it."""
    spec = shortened("mobilenet-bayesian-small", steps=160)
    healthy = run(spec, "hyperfan-in")
    assert abs(healthy[0].loss - CHANCE) < 1
    assert late_loss(healthy) < CHANCE - 0.2
    for scheme in ("xavier", "kaiming"):
        sick = run(shortened("mobilenet-bayesian-small", steps=60), scheme)
        assert sick[0].loss > 2 * CHANCE
        assert late_loss(sick) > CHANCE


def test_the_full_bayesian_mobilenet_on_a_folder_of_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Step 0 of the full network, two pictures at a time: each layer is recorded, and nothing is refused."""
    monkeypatch.setenv("FANSCOPE_DATA", str(tmp_path))
    classes = [f"n{index:08}" for index in range(1000)]
    draw_folder(tmp_path / "imagenet", classes=classes, per_class=1, test_per_class=0)
    full = preset("mobilenet-bayesian").spec
    check_limits(full, Limits())
    tree = full.model_dump(mode="json")
    tree["data"]["examples"] = None
    tree["training"] |= {"steps": 0, "batch_size": 2}
    spec = parse_spec(tree)
    (step,) = run(spec, "hyperfan-in")
    assert step.frame is not None
    assert step.diverged_layer is None
    assert abs(step.loss - math.log(1000)) < 3
