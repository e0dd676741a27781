"""Hypernetworks of every kind over the network of every preset: they build, predict, train, and are recorded."""

from __future__ import annotations

import math
from typing import Any

import pytest

from fanscope.layout import lay_out
from fanscope.presets import preset, presets
from fanscope.spec import ExperimentSpec, MlpSpec, SequentialSpec
from fanscope.theory import predict
from fanscope.training import train
from support.hypernetworks import CONDITIONINGS, HEADS
from support.training import only_scheme

STEPS = 3
CHUNKS = 8


def distinct_networks() -> list[str]:
    """Return a preset for each main network that can be trained without files; full ones are their twins', wider."""
    found: dict[str, str] = {}
    for candidate in presets():
        if candidate.name.endswith("-small") or candidate.spec.data.name == "digits":
            found.setdefault(repr(shrink(candidate.spec.main)), candidate.name)
    return list(found.values())


def shrink(main: MlpSpec | SequentialSpec) -> dict[str, Any]:
    """Return a network a quarter as wide; what four does not divide stays: ten classes, one feature."""
    tree = main.model_dump(mode="json")
    if isinstance(main, MlpSpec):
        first, *hidden, last = main.widths
        return tree | {"widths": [first, *(width // 4 for width in hidden), last]}
    return tree | {"layers": [narrow(layer) for layer in tree["layers"]]}


def narrow(layer: dict[str, Any]) -> dict[str, Any]:
    """Return one layer, and what is within it, a quarter as wide."""
    narrowed = dict(layer)
    for key in ("channels", "features", "groups"):
        if layer.get(key) and layer[key] % 4 == 0:
            narrowed[key] = layer[key] // 4
    for key in ("body", "shortcut"):
        if layer.get(key):
            narrowed[key] = [narrow(inner) for inner in layer[key]]
    return narrowed


def experiment(name: str, heads: str, conditioning: str) -> ExperimentSpec:
    """Return a few steps of a hypernetwork over a preset's network, on its data."""
    spec = preset(name).spec
    main = shrink(spec.main)
    head = dict(HEADS[heads])
    if heads == "chunked":
        size = sum(tensor.size for tensor in lay_out(type(spec.main).model_validate(main)).main)
        head["size"] = math.ceil(size / CHUNKS)
    data = spec.data.model_dump(mode="json")
    if data["name"] == "regression-tasks":
        data |= {"tasks": CONDITIONINGS["task"]["tasks"]}
    return ExperimentSpec.model_validate(
        {
            "network": {
                "kind": "hypernetwork",
                "main": main,
                "generates": "all",
                "conditioning": CONDITIONINGS[conditioning],
                "heads": head,
            },
            "data": data,
            "training": {"steps": STEPS, "batch_size": 4, "optimizer": {"kind": "sgd", "lr": 1e-8}},
            "record": {"schedule": "listed", "steps": [0]},
            "schemes": ["hyperfan-in"],
        }
    )


@pytest.mark.parametrize("conditioning", CONDITIONINGS)
@pytest.mark.parametrize("heads", ["per-tensor", "chunked", "low-rank"])
@pytest.mark.parametrize("name", distinct_networks())
def test_matrix(name: str, heads: str, conditioning: str) -> None:
    spec = experiment(name, heads, conditioning)
    layout = lay_out(spec.network)
    plain = lay_out(spec.main)
    assert {tensor.name for tensor in layout.generated} == {tensor.name for tensor in plain.main}
    (prediction,) = predict(spec).values()
    assert [layer.layer for layer in prediction.layers] == [layer.name for layer in plain.layers]

    steps = list(train(spec, only_scheme(spec), 0, device="cpu"))
    assert len(steps) == spec.num_updates + 1
    assert all(math.isfinite(step.loss) for step in steps)
    for frame in (steps[0].frame, steps[-1].frame):
        assert frame is not None
        for layer in plain.layers:
            assert frame.statistic(layer.name, "generated_weight", "count") == layer.weight.size
            assert frame.statistic(layer.name, "preactivation", "second_moment") > 0
