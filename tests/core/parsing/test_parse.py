"""The entrance: good specs in three spellings, every fault at its field, never another exception."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fanscope.errors import SpecError
from fanscope.layout import lay_out
from fanscope.parsing import parse_spec
from fanscope.parsing.parse import MAX_ISSUES
from fanscope.spec import ExperimentSpec, ListedSchedule
from support.spec_strategies import Tree, broken_trees, json_values, trees

MINIMAL: Tree = {"network": {"kind": "mlp", "widths": [64, 10]}, "schemes": ["xavier"]}
YAML_TEXT = st.text(
    st.sampled_from("abk12.-:,[]{}&*!|>'\"%@#? \n\t~<=é😀\x00\ufeff\u2028"), max_size=60
)


def _complaints(source: str | bytes | Mapping[str, object]) -> dict[str, str]:
    with pytest.raises(SpecError) as caught:
        parse_spec(source)
    return {issue.field: issue.message for issue in caught.value.issues}


def _with(**changes: object) -> Tree:
    return {**MINIMAL, **changes}


def _generated(**changes: object) -> Tree:
    main = {"kind": "mlp", "widths": [64, 32, 10]}
    return _with(network={"kind": "hypernetwork", "main": main, **changes})


@settings(max_examples=40, deadline=None)
@given(trees())
def test_mapping_json_and_yaml_mean_the_same(tree: Tree) -> None:
    tree["name"] = "YAML 1.1 writers leave a name such as 0e0 without quotes"
    spec = parse_spec(tree)
    assert isinstance(spec, ExperimentSpec)
    assert parse_spec(json.dumps(tree)) == spec
    assert parse_spec(json.dumps(tree, indent="\t", ensure_ascii=False).encode()) == spec
    assert parse_spec(yaml.safe_dump(tree, allow_unicode=True)) == spec


@settings(max_examples=100, deadline=None)
@given(broken_trees())
def test_broken_spec_is_a_spec_error_that_explains(tree: Tree) -> None:
    _assert_spec_or_explained_error(tree)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.text(max_size=8), json_values, max_size=4))
@example({"network": {"kind": ["mlp"]}, "schemes": {}})
@example({1: 2})
def test_any_mapping(tree: dict[Any, Any]) -> None:
    _assert_spec_or_explained_error(tree)


@settings(max_examples=300, deadline=None)
@given(YAML_TEXT | st.text(max_size=60) | st.binary(max_size=60))
@example("\ud800")
@example("a: 1e99999")
@example("? [a]\n: b")
@example("!!python/object/apply:os.system [ls]")
@example("%YAML 9.9\n---\na: 1")
@example("a: !!float x")
@example('{"a": 1' + "0" * 5000 + "}")
@example('{"a": "\\ud800"}')
@example("<<: {a: 1}")
@example("[" * 100_000)
@example('{"a":' * 100_000)
def test_any_text(source: str | bytes) -> None:
    _assert_spec_or_explained_error(source)


def _assert_spec_or_explained_error(source: str | bytes | Mapping[str, object]) -> None:
    try:
        outcome: ExperimentSpec | SpecError = parse_spec(source)
    except SpecError as error:
        outcome = error
    if isinstance(outcome, SpecError):
        assert outcome.issues
        assert all(issue.message for issue in outcome.issues)
        assert str(outcome).encode()


@pytest.mark.parametrize(
    ("tree", "field", "message"),
    [
        ({"schemes": ["xavier"]}, "network", "is required"),
        (_with(nam="x"), "nam", "unknown key; did you mean name?"),
        (_with(frobnicate=1), "frobnicate", "the keys here are name, network, data"),
        (_with(network=None), "network", "must be a mapping, such as {kind: mlp}"),
        (
            _with(network={"widths": [64, 10]}),
            "network.kind",
            "is required, one of: mlp, sequential, hyper",
        ),
        (_with(network={"kind": "hypernetwrk"}), "network.kind", "did you mean hypernetwork?"),
        (_with(network={"kind": "mlp", "widths": [64, -5, 10]}), "network.widths.1", "at least 1"),
        (
            _with(network={"kind": "mlp", "widths": [64, 0.5, 10]}),
            "network.widths.1",
            "whole number",
        ),
        (
            _with(network={"kind": "mlp", "widths": [64, 10**12, 10]}),
            "network.widths.1",
            "at most 10",
        ),
        (_with(network={"kind": "mlp", "widths": [64]}), "network.widths", "2 or more items"),
        (_with(network={"kind": "mlp", "widths": 64}), "network.widths", "must be a list"),
        (_generated(main={"widths": [64, -1, 10]}), "network.main.widths.1", "at least 1"),
        (_generated(trunk={"width": []}), "network.trunk.width", "did you mean widths?"),
        (
            _generated(trunk={"activation": "tahn"}),
            "network.trunk.activation",
            "did you mean tanh?",
        ),
        (_generated(conditioning=3), "network.conditioning", "a mapping, such as {kind: learned}"),
        (_generated(conditioning={"size": -1}), "network.conditioning.size", "at least 1"),
        (_generated(heads={"bias": "no"}), "network.heads.bias", "must be true or false"),
        (
            _generated(main={"widths": [64, 10], "bias": False}, generates="weights_and_biases"),
            "network",
            "set bias: true or generates: weights",
        ),
        (_with(data="mnist"), "data", "must be a mapping, such as {name: digits}"),
        (_with(data={"name": "mnits"}), "data.name", "did you mean mnist?"),
        (_with(data={"name": "gaussian", "features": 0}), "data.features", "at least 1"),
        (_with(training={"steps": -1}), "training.steps", "must be at least 0"),
        (_with(training={"optimizer": {"kind": "adma"}}), "training.optimizer.kind", "mean adam?"),
        (
            _with(training={"optimizer": {"kind": "sgd", "lr": float("nan")}}),
            "training.optimizer.lr",
            "must be a finite number",
        ),
        (
            _with(training={"optimizer": {"kind": "adam", "momentum": 0.9}}),
            "training.optimizer.momentum",
            "unknown key; the keys here are kind, lr, beta1, beta2",
        ),
        (
            _with(training={"optimizer": {"kind": "sgd", "lr": True}}),
            "training.optimizer.lr",
            "number",
        ),
        (
            _with(training={"optimizer": {"kind": "sgd", "lr": "x"}}),
            "training.optimizer.lr",
            "number",
        ),
        (
            _with(training={"optimizer": {"kind": "sgd", "lr": 0}}),
            "training.optimizer.lr",
            "than 0",
        ),
        (_with(record={"frames": 3}), "record.schedule", "is required, one of: log, every, listed"),
        (_with(schemes=[]), "schemes", "1 or more items"),
        (_with(schemes="xavier"), "schemes", "must be a list"),
        (_with(schemes=["xavier", 3]), "schemes.1", "must be the name of a scheme"),
        (_with(schemes=["xavier", {"of": 3}]), "schemes.1.name", "is required"),
        (_with(schemes=[{"name": "x", "y": {1, 2}}]), "schemes.0.y", "valid JSON"),
        (_with(seeds=0), "seeds", "must be at least 1"),
        (_with(seeds="three"), "seeds", "must be a number of seeds, such as 3, or a list"),
        (_with(seeds=[0, -1]), "seeds.1", "must be at least 0"),
        (_with(seeds=[]), "seeds", "1 or more items"),
        (_with(name=""), "name", "must not be empty"),
        (_with(name="x" * 201), "name", "200 characters or fewer"),
        (_with(name=3), "name", "put it in quotes"),
        (_with(name="a\x00b"), "name", "control characters"),
    ],
)
def test_faults_are_told_at_their_field(tree: Tree, field: str, message: str) -> None:
    complaints = _complaints(tree)
    assert list(complaints) == [field]
    assert message in complaints[field]


def test_all_faults_at_once() -> None:
    fields = _complaints(
        {
            "network": {"kind": "mlp", "widths": [64, -1, "x"], "activation": "elu"},
            "training": {"batch_size": 0},
            "schemes": ["xavier", 7],
            "seeds": [1, "a"],
        }
    )
    assert set(fields) == {
        "network.widths.1",
        "network.widths.2",
        "network.activation",
        "training.batch_size",
        "schemes.1",
        "seeds.1",
    }


def test_not_a_mapping() -> None:
    for source in ("", "just words", "[1, 2]", "3"):
        assert "a spec is a mapping" in _complaints(source)[""]


def test_complaints_are_capped() -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec({f"key{index}": 1 for index in range(150)})
    assert len(caught.value.issues) == MAX_ISSUES + 1
    assert "more than 100 faults" in caught.value.issues[-1].message


def test_value_is_shown_as_written() -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(_with(seeds=[0, "<b>one</b>" * 50]))
    (issue,) = caught.value.issues
    assert issue.value.startswith("'<b>one</b>")
    assert len(issue.value) <= 80


def nested_residuals(depth: int) -> str:
    """Return a spec in which a linear layer stands within ``depth`` residual blocks."""
    layer = '{"op":"residual","body":[' * depth + '{"op":"linear","features":4}' + "]}" * depth
    layers = f'[{layer},{{"op":"linear","features":10}}]'
    network = f'{{"kind":"sequential","input":[4],"layers":{layers}}}'
    return f'{{"network":{network},"data":{{"name":"gaussian","features":4}},"schemes":["xavier"]}}'


def test_sixty_nested_residual_blocks_are_read() -> None:
    spec = parse_spec(nested_residuals(60))
    (name, _) = (layer.name for layer in lay_out(spec.network).layers)
    assert name == "main.0" + ".body.0" * 60


@pytest.mark.parametrize("depth", [63, 10_000])
def test_too_many_nested_residual_blocks_are_refused(depth: int) -> None:
    with pytest.raises(SpecError, match="nested deeper than 128 levels"):
        parse_spec(nested_residuals(depth))


@pytest.mark.parametrize("text", [json.dumps, yaml.safe_dump])
@pytest.mark.parametrize("place", ["spec", "network", "schemes.0"])
def test_very_many_unknown_keys_are_counted_and_the_first_named(
    text: Callable[[object], str], place: str
) -> None:
    many = {f"a{index}": 1 for index in range(50_000)}
    written = text(
        {
            "spec": {**MINIMAL, **many},
            "network": {**MINIMAL, "network": {**MINIMAL["network"], **many}},
            "schemes.0": {**MINIMAL, "schemes": [{"name": "xavier", **many}]},
        }[place]
    )
    with pytest.raises(SpecError) as caught:
        parse_spec(written)
    (issue,) = caught.value.issues
    assert re.search(r"has 50,00\d keys, the first '|more than 200 keys", issue.message)


def test_very_many_items_are_not_looked_at() -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec({"network": {"kind": "sequential", "layers": [{"op": "nope"}] * 50_000}})
    (issue,) = caught.value.issues
    assert (issue.field, issue.message) == ("network.layers", "must have 1,000 items or fewer")


def test_long_lists_of_numbers_are_allowed() -> None:
    record = {"schedule": "listed", "steps": list(range(5000))}
    tree = {**MINIMAL, "training": {"steps": 5000}, "record": record}
    assert parse_spec(tree).record == ListedSchedule(steps=tuple(range(5000)))
