"""Counts against what is really there: torch modules, recorded frames, listed steps."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from torch import nn

from fanscope.estimates.counting import count_frames, count_probes, count_sizes
from fanscope.layout import lay_out
from fanscope.parsing import parse_spec
from fanscope.schedule import recording_steps
from fanscope.spec import Adam, ExperimentSpec, Sgd
from fanscope.training import train
from fanscope.training.factored import FactoredSgd
from fanscope.training.update import choose_update_rule
from support.hypernetworks import CONDITIONINGS, HEADS, hypernetwork
from support.layouts import generated_layout, plain_layout
from support.spec_strategies import specs


def _num_parameters(*modules: nn.Module) -> int:
    return sum(parameter.numel() for module in modules for parameter in module.parameters())


def test_plain_network() -> None:
    main = nn.Sequential(nn.Linear(8, 6), nn.Linear(6, 3))
    sizes = count_sizes(plain_layout(8, 6, 3), Sgd())
    assert sizes.main == sizes.trained == sizes.dense == _num_parameters(main)
    assert sizes.largest == 48


def test_hypernetwork() -> None:
    layout = generated_layout(8, 6, 3, generates="weights_and_biases", size=5, trunk=(7,))
    heads = [nn.Linear(7, size) for size in (48, 6, 18, 3)]
    hypernetwork = [nn.Embedding(2, 5), nn.Linear(5, 7), *heads]
    sizes = count_sizes(layout, Adam())
    assert sizes.main == 48 + 6 + 18 + 3
    assert (sizes.dense, sizes.factored) == (_num_parameters(*hypernetwork), 0)
    under_sgd = count_sizes(layout, Sgd())
    assert under_sgd.factored == sum(head.weight.numel() for head in heads)
    assert under_sgd.trained == sizes.trained


@pytest.mark.parametrize("heads", HEADS)
@pytest.mark.parametrize("conditioning", CONDITIONINGS)
def test_only_what_sgd_moves_by_rank_one_updates_is_factored(heads: str, conditioning: str) -> None:
    main = {"kind": "mlp", "widths": [64, 5, 10]}
    layout = lay_out(hypernetwork(main, heads=heads, conditioning=conditioning))
    sizes = count_sizes(layout, Sgd())
    tensors = {tensor.name: torch.zeros(tensor.shape) for tensor in layout.trainable}
    is_factored = isinstance(choose_update_rule(layout, Sgd(), tensors), FactoredSgd)
    assert (sizes.factored > 0) == is_factored
    assert sizes.trained == sum(tensor.numel() for tensor in tensors.values())
    assert sizes.draws == CONDITIONINGS[conditioning].get("draws", 1)


@pytest.mark.parametrize(
    "network",
    [
        {"kind": "mlp", "widths": [64, 5, 10]},
        {
            "kind": "hypernetwork",
            "main": {"kind": "mlp", "widths": [64, 5, 10]},
            "generates": "weights_and_biases",
            "conditioning": {"kind": "learned", "size": 3},
            "trunk": {"widths": [4]},
        },
    ],
    ids=["plain", "hypernetwork"],
)
def test_probes_of_a_real_frame(network: dict[str, object]) -> None:
    spec = parse_spec({"network": network, "schemes": ["xavier"], "training": {"steps": 0}})
    (step,) = train(spec, spec.schemes[0], 0, device="cpu")
    assert step.frame is not None
    assert len(step.frame.probes) == count_probes(lay_out(spec.network))


@settings(max_examples=100, deadline=None)
@given(specs())
def test_frames_are_the_recorded_steps(spec: ExperimentSpec) -> None:
    steps = spec.training.steps
    assert count_frames(spec.record, steps=steps) == len(recording_steps(spec.record, steps=steps))
