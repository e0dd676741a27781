"""Schemes, network, data, seeds and recording have to fit each other."""

from __future__ import annotations

from typing import Any

import pytest

from fanscope.errors import SpecError
from fanscope.parsing import parse_spec
from fanscope.schemes import SchemeInfo, catalogue

PLAIN = {"kind": "mlp", "widths": [64, 32, 10]}
GENERATED = {"kind": "hypernetwork", "main": PLAIN}


def _issues(**changes: object) -> list[tuple[str, str, str]]:
    with pytest.raises(SpecError) as caught:
        parse_spec({"network": PLAIN, "schemes": ["xavier"], **changes})
    return [(issue.field, issue.value, issue.message) for issue in caught.value.issues]


@pytest.mark.parametrize(
    ("choice", "field", "message"),
    [
        ("xavir", "schemes.1", "did you mean xavier?"),
        ({"name": "xavir"}, "schemes.1.name", "did you mean xavier?"),
        ({"name": "normal"}, "schemes.1.std", "normal needs std"),
        (
            {"name": "scaled", "of": {"name": "normal"}, "factor": 1},
            "schemes.1.of.std",
            "needs std",
        ),
        ({"name": "scaled", "of": "xavier", "factor": None}, "schemes.1.factor", "a number"),
        ("hyperfan-in", "schemes.1", "use xavier or kaiming, or network.kind: hypernetwork"),
        ({"name": "scaled", "of": "hyperfan-in", "factor": 2}, "schemes.1", "hyperfan-in"),
        ({"name": "kaiming"}, "schemes.1", "is the same as schemes.0"),
    ],
)
def test_schemes(choice: object, field: str, message: str) -> None:
    ((found_field, _, found_message),) = _issues(schemes=["kaiming", choice])
    assert found_field == field
    assert message in found_message


def test_same_scheme_with_other_parameters_is_another() -> None:
    schemes: list[Any] = [{"name": "normal", "std": std} for std in (0.1, 0.2)]
    spec = parse_spec({"network": PLAIN, "schemes": [*schemes, "xavier"]})
    assert [choice.label for choice in spec.schemes] == [
        "normal(std=0.1)",
        "normal(std=0.2)",
        "xavier",
    ]


@pytest.mark.parametrize(("network", "prefix"), [(PLAIN, "network"), (GENERATED, "network.main")])
def test_network_fits_the_data(network: dict[str, Any], prefix: str) -> None:
    assert _issues(network=network, data={"name": "mnist"}) == [
        (
            f"{prefix}.widths.0",
            "64",
            f"data mnist has 784 features; {prefix}.widths.0 must be 784",
        )
    ]
    gaussian = {"name": "gaussian", "features": 64, "classes": 7}
    assert _issues(network=network, data=gaussian) == [
        (f"{prefix}.widths.2", "10", f"data gaussian has 7 classes; {prefix}.widths.2 must be 7")
    ]


def test_batch_fits_the_data() -> None:
    ((field, value, message),) = _issues(training={"batch_size": 1439})
    assert (field, value) == ("training.batch_size", "1439")
    assert "data digits has 1,438 training examples" in message
    parse_spec({"network": PLAIN, "schemes": ["xavier"], "training": {"batch_size": 1438}})


def test_seeds_differ() -> None:
    assert _issues(seeds=[4, 5, 4]) == [("seeds.2", "4", "is the same as seeds.0")]


def test_listed_steps_are_reached() -> None:
    record = {"schedule": "listed", "steps": [0, 600, 601]}
    assert _issues(record=record) == [("record.steps.2", "601", "training ends at step 600")]


def test_all_inconsistencies_at_once() -> None:
    fields = [
        field for field, _, _ in _issues(schemes=["a", "hyperfan-in"], data={"name": "mnist"})
    ]
    assert fields == ["schemes.0", "schemes.1", "network.widths.0"]


TASKS: dict[str, Any] = {
    "network": {
        "kind": "hypernetwork",
        "main": {"kind": "mlp", "widths": [1, 8, 1]},
        "conditioning": {"kind": "task", "tasks": 3},
    },
    "data": {"name": "regression-tasks", "tasks": 3},
    "schemes": ["hyperfan-in"],
}


def test_every_task_has_an_embedding() -> None:
    assert parse_spec(TASKS).schedule.tasks == 3
    with pytest.raises(SpecError) as caught:
        parse_spec({**TASKS, "data": {"name": "regression-tasks", "tasks": 2}})
    (issue,) = caught.value.issues
    assert issue.field == "network.conditioning.tasks"


@pytest.mark.parametrize("name", ["metainit", "gradinit"])
def test_scales_are_learned_from_a_cross_entropy_only(name: str) -> None:
    plain = {"kind": "mlp", "widths": [1, 8, 1]}
    parameters = {parameter.name: parameter.example for parameter in info_of(name).parameters}
    with pytest.raises(SpecError, match="use lsuv"):
        parse_spec({**TASKS, "network": plain, "schemes": [{"name": name, **parameters}]})
    assert parse_spec({**TASKS, "network": plain, "schemes": ["lsuv"]}).schemes[0].name == "lsuv"


def info_of(name: str) -> SchemeInfo:
    return next(info for info in catalogue() if info.name == name)


SEQUENTIAL = {"kind": "sequential", "input": [64]}


@pytest.mark.parametrize("norm", [{"op": "batchnorm"}, {"op": "groupnorm", "groups": 64}])
def test_norms_need_more_than_one_value(norm: dict[str, Any]) -> None:
    network = {**SEQUENTIAL, "layers": [norm, {"op": "linear", "features": 10}]}
    ((field, _, message),) = _issues(network=network, training={"steps": 1, "batch_size": 1})
    assert field == "training.batch_size"
    assert "main.0" in message


def test_a_network_needs_weights() -> None:
    network = {
        "kind": "sequential",
        "input": [10],
        "layers": [{"op": "activation", "name": "relu"}],
    }
    ((field, _, message),) = _issues(network=network, data={"name": "gaussian", "features": 10})
    assert field == "network.layers"
    assert "no layer with weights" in message
