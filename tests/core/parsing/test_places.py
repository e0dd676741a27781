"""Locations of pydantic become what the user wrote, for every union of the spec."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from fanscope.parsing.places import keys, locate, tags
from fanscope.spec import (
    Adam,
    Conv2dLayer,
    ExperimentSpec,
    GaussianData,
    HypernetworkSpec,
    LinearLayer,
    ListedSchedule,
    MlpSpec,
    SequentialSpec,
    TrainingSpec,
    TrunkSpec,
)


@pytest.mark.parametrize(
    ("location", "field", "model"),
    [
        ((), "", ExperimentSpec),
        (("name",), "name", ExperimentSpec),
        (("unknown",), "unknown", ExperimentSpec),
        (("network",), "network", ExperimentSpec),
        (("network", "mlp", "widths", 2), "network.widths.2", MlpSpec),
        (("network", "mlp", "mlp"), "network.mlp", MlpSpec),
        (("network", "hypernetwork"), "network", HypernetworkSpec),
        (("network", "hypernetwork", "kind"), "network.kind", HypernetworkSpec),
        (("network", "hypernetwork", "main", "mlp", "widths", 0), "network.main.widths.0", MlpSpec),
        (("network", "sequential", "layers", 3), "network.layers.3", SequentialSpec),
        (
            ("network", "sequential", "layers", 3, "conv2d", "stride"),
            "network.layers.3.stride",
            Conv2dLayer,
        ),
        (
            ("network", "sequential", "layers", 1, "residual", "body", 0, "linear", "x"),
            "network.layers.1.body.0.x",
            LinearLayer,
        ),
        (("network", "hypernetwork", "trunk", "x"), "network.trunk.x", TrunkSpec),
        (("data", "gaussian", "features"), "data.features", GaussianData),
        (("training", "optimizer", "adam", "lr"), "training.optimizer.lr", Adam),
        (("training", "steps"), "training.steps", TrainingSpec),
        (("record", "listed", "steps", 1), "record.steps.1", ListedSchedule),
        (("schemes", 1, "name"), "schemes.1.name", ExperimentSpec),
        (("seeds", "tuple[constrained-int, ...]", 1), "seeds.1", ExperimentSpec),
        (("seeds", "constrained-int"), "seeds", ExperimentSpec),
    ],
)
def test_locate(location: tuple[int | str, ...], field: str, model: type[BaseModel]) -> None:
    place = locate(location, ExperimentSpec)
    assert (place.field, place.model) == (field, model)


def test_tags() -> None:
    assert tags(ExperimentSpec, "network") == ("kind", ["mlp", "sequential", "hypernetwork"])
    assert tags(SequentialSpec, "layers")[0] == "op"
    assert tags(TrainingSpec, "optimizer") == ("kind", ["sgd", "momentum", "adam", "adamw"])
    assert tags(ExperimentSpec, "name") == tags(ExperimentSpec, "nothing") == ("", [])


def test_keys() -> None:
    assert keys(HypernetworkSpec, "trunk") == ["widths", "activation"]
    assert keys(ExperimentSpec, "data") == keys(ExperimentSpec, "x") == []
