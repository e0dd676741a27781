"""Specs written as YAML come back the same, through our reader and through anybody's."""

from __future__ import annotations

import yaml
from hypothesis import given, settings

from fanscope.parsing import dump_yaml, parse_spec
from fanscope.presets import preset
from fanscope.spec import ExperimentSpec
from support.spec_strategies import specs


@settings(max_examples=80, deadline=None)
@given(specs())
def test_round_trip(spec: ExperimentSpec) -> None:
    assert parse_spec(dump_yaml(spec)) == spec


@settings(max_examples=30, deadline=None)
@given(specs())
def test_other_readers_agree(spec: ExperimentSpec) -> None:
    """Text that YAML 1.1 takes for a number, a date or a truth value is in quotes."""
    assert parse_spec(yaml.safe_load(dump_yaml(spec))) == spec


def test_readable() -> None:
    assert dump_yaml(preset("mnist-hypernetwork").spec) == (
        "name: MNIST hypernetwork, Figures 1 and 2\n"
        "network:\n"
        "  kind: hypernetwork\n"
        "  main: {kind: mlp, widths: [784, 500, 500, 500, 500, 500, 10], activation: tanh, bias: true}\n"
        "  generates: weights\n"
        "  conditioning: {kind: learned, size: 50}\n"
        "  trunk: {widths: [], activation: relu}\n"
        "  heads: {kind: per_tensor, bias: true, base: false}\n"
        "data: {name: mnist}\n"
        "training:\n"
        "  steps: 600\n"
        "  batch_size: 100\n"
        "  optimizer: {kind: sgd, lr: 0.001}\n"
        "  loss: null\n"
        "record: {schedule: log, frames: 60}\n"
        "schemes: [xavier, kaiming, hyperfan-in, hyperfan-out]\n"
        "seeds: 2\n"
        "intent: {zeros: []}\n"
    )


def test_layers_have_a_line_each() -> None:
    layers = [
        {"op": "residual", "body": [{"op": "linear", "features": 64}]},
        {"op": "linear", "features": 10},
    ]
    network = {"kind": "sequential", "input": [64], "layers": layers}
    text = dump_yaml(
        parse_spec(
            {"name": "s", "network": network, "data": {"name": "digits"}, "schemes": ["xavier"]}
        )
    )
    assert (
        "  input: [64]\n"
        "  layers:\n"
        "  - op: residual\n"
        "    body:\n"
        "    - {op: linear, features: 64, bias: true}\n"
        "    shortcut: []\n"
        "    multiplier: 1.0\n"
        "    learned_multiplier: false\n"
        "  - {op: linear, features: 10, bias: true}\n"
    ) in text
