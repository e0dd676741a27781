"""Hypernetworks of every kind over every small network: they build, predict, train, and are recorded."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import torch

from fanscope.estimates import estimate
from fanscope.estimates.counting import count_probes
from fanscope.layout import lay_out
from fanscope.networks import sample_network
from fanscope.networks.hypernetwork import Context
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec, Sgd
from fanscope.theory import predict
from fanscope.training import Step, train
from fanscope.training.conditioning import draw_contexts
from fanscope.training.run import Run
from fanscope.training.update import choose_update_rule
from support.hypernetworks import CONDITIONINGS, HEADS, hypernetwork, main_networks
from support.training import fingerprint, only_scheme

MAINS = main_networks()
STEPS = 3


def experiment(
    main: str, heads: str, conditioning: str, *, scheme: str = "hyperfan-in", lr: float = 1e-3
) -> ExperimentSpec:
    network = hypernetwork(
        MAINS[main], heads=heads, conditioning=conditioning, trunk={"widths": [9]}
    )
    return ExperimentSpec.model_validate(
        {
            "network": network.model_dump(mode="json"),
            "training": {
                "steps": STEPS,
                "batch_size": 8,
                "optimizer": {"kind": "sgd", "lr": lr},
            },
            "record": {"schedule": "every", "every": 1},
            "schemes": [scheme],
        }
    )


def run(spec: ExperimentSpec, *, record: bool = True) -> list[Step]:
    return list(train(spec, only_scheme(spec), 0, device="cpu", record=record))


@pytest.mark.parametrize("conditioning", CONDITIONINGS)
@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("main", sorted(set(MAINS) - {"tokens"}))
def test_matrix(main: str, heads: str, conditioning: str) -> None:
    spec = experiment(main, heads, conditioning)
    (prediction,) = predict(spec).values()
    layout = lay_out(spec.network)
    assert [layer.layer for layer in prediction.layers] == [x.name for x in layout.layers]
    assert estimate(spec).parameters == layout.num_trainable

    steps = run(spec)
    assert len(steps) == STEPS + 1
    assert all(math.isfinite(step.loss) for step in steps)
    frames = [step.frame for step in steps if step.frame is not None]
    assert len(frames) == STEPS + 1
    assert {len(frame.probes) for frame in frames} == {count_probes(layout)}
    for layer in layout.layers:
        count = frames[0].statistic(layer.name, "generated_weight", "count")
        assert count == layer.weight.size
        assert frames[0].statistic(layer.name, "generated_weight", "var") > 0
    moved = [frames[0].statistic(x.name, "update", "second_moment") for x in layout.layers]
    assert max(moved) > 0


@pytest.mark.parametrize("conditioning", CONDITIONINGS)
@pytest.mark.parametrize("heads", HEADS)
def test_tokens(heads: str, conditioning: str) -> None:
    spec = experiment("tokens", heads, conditioning)
    layout = lay_out(spec.network)
    assert layout.hypernet is not None
    generator = torch.Generator().manual_seed(0)
    assignment = resolve(only_scheme(spec)).assign(layout)
    tensors = sample_network(layout, assignment, generator=generator)
    rule = choose_update_rule(layout, Sgd(lr=1e-3), tensors)
    contexts = draw_contexts(layout.hypernet.code, steps=STEPS, generator=generator)
    training = Run(layout, rule, num_updates=STEPS, recorded=[0, STEPS])
    inputs = torch.randint(17, (6, 64), generator=generator)
    for index in range(STEPS + 1):
        rule.condition(next(contexts))
        step = training.advance(index, inputs, torch.arange(6))
        assert math.isfinite(step.loss)
        assert (step.frame is None) == (0 < index < STEPS)


@pytest.mark.parametrize(
    ("heads", "conditioning"),
    [
        ("per-tensor", "noise"),
        ("chunked", "task"),
        ("low-rank", "learned"),
        ("base", "cosine"),
        ("no-offsets", "one-hot"),
    ],
)
def test_recording_changes_nothing_and_the_same_spec_gives_the_same_frames(
    heads: str, conditioning: str
) -> None:
    spec = experiment("residual", heads, conditioning, lr=0.01)
    first = run(spec)
    assert fingerprint(first) == fingerprint(run(spec))
    assert [x.loss for x in first] == [x.loss for x in run(spec, record=False)]


def test_noise_is_drawn_anew_at_each_step_and_differs_between_seeds() -> None:
    """Where nothing is trained the generated weights move all the same."""
    spec = experiment("mlp", "per-tensor", "noise", lr=1e-12)
    frames = [step.frame for step in run(spec) if step.frame is not None]
    means = [frame.statistic("main.0", "generated_weight", "mean") for frame in frames]
    assert all(abs(a - b) > 1e-4 for a, b in pairwise(means))
    still = experiment("mlp", "per-tensor", "learned", lr=1e-12)
    frames = [step.frame for step in run(still) if step.frame is not None]
    means = [frame.statistic("main.0", "generated_weight", "mean") for frame in frames]
    np.testing.assert_allclose(means, means[0], atol=1e-7)


def test_tasks_follow_each_other() -> None:
    spec = experiment("mlp", "per-tensor", "task", lr=1e-12)
    frames = [step.frame for step in run(spec) if step.frame is not None]
    variances = [frame.statistic("main.0", "generated_weight", "var") for frame in frames]
    first, second, third, last = variances
    assert first == pytest.approx(second, rel=1e-5)
    assert third == pytest.approx(last, rel=1e-5)
    assert abs(first - third) > 1e-3 * first


def test_the_loss_is_the_mean_over_the_draws() -> None:
    """The loss at step 0 of several draws is the mean of those of each alone."""
    spec = experiment("mlp", "per-tensor", "noise")
    layout = lay_out(spec.network)
    assert layout.hypernet is not None
    generator = torch.Generator().manual_seed(0)
    assignment = resolve(only_scheme(spec)).assign(layout)
    tensors = sample_network(layout, assignment, generator=generator)
    rule = choose_update_rule(layout, Sgd(lr=1e-3), tensors)
    drawn = next(draw_contexts(layout.hypernet.code, steps=1, generator=generator))
    inputs = torch.randn(6, 64, generator=generator)
    found = []
    for contexts in (drawn, *((each,) for each in drawn)):
        rule.condition(contexts)
        step = Run(layout, rule, num_updates=0, recorded=None).advance(0, inputs, torch.arange(6))
        found.append(step.loss)
    alone = found[1:]
    assert found[0] == pytest.approx(sum(alone) / len(alone), rel=1e-12)
    assert len(set(alone)) == len(alone) == 4


@pytest.mark.parametrize("place", [0, 1, 3])
def test_divergence_of_any_draw_ends_the_run(place: int) -> None:
    spec = experiment("mlp", "per-tensor", "noise")
    layout = lay_out(spec.network)
    assert layout.hypernet is not None
    generator = torch.Generator().manual_seed(0)
    assignment = resolve(only_scheme(spec)).assign(layout)
    tensors = sample_network(layout, assignment, generator=generator)
    rule = choose_update_rule(layout, Sgd(lr=1e-3), tensors)
    contexts = list(next(draw_contexts(layout.hypernet.code, steps=1, generator=generator)))
    contexts[place] = Context(noise=torch.full((layout.hypernet.code.size,), 3e38))
    rule.condition(contexts)
    before = {name: tensor.detach().clone() for name, tensor in rule.trainable.items()}
    inputs = torch.randn(6, 64, generator=generator)
    step = Run(layout, rule, num_updates=5, recorded=[]).advance(1, inputs, torch.arange(6))
    assert step.diverged_layer == "main.0"
    assert not math.isfinite(step.loss)
    assert step.frame is not None, "recorded, though its step was not asked for"
    assert all(torch.equal(tensor, before[name]) for name, tensor in rule.trainable.items())
