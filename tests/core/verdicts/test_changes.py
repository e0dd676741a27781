"""Changes: what they do to a spec, and what they cannot do."""

from __future__ import annotations

import pytest

from fanscope.errors import SpecError
from fanscope.parsing import parse_spec
from fanscope.spec import ExperimentSpec
from fanscope.verdicts import Change, apply

TREE = {
    "network": {"kind": "hypernetwork", "main": {"widths": [64, 20, 10]}, "generates": "weights_and_biases"},
    "schemes": ["xavier", "hyperfan-in", {"name": "scaled", "of": "xavier", "factor": 0.5}],
}  # fmt: skip


@pytest.fixture
def spec() -> ExperimentSpec:
    return parse_spec(TREE)


def test_fields_are_set(spec: ExperimentSpec) -> None:
    new = apply(spec, [Change("network.generates", "weights"), Change("schemes.2", "hyperfan-out")])
    assert new.network.generates == "weights"  # type: ignore[union-attr]
    assert [choice.label for choice in new.schemes] == ["xavier", "hyperfan-in", "hyperfan-out"]
    assert spec == parse_spec(TREE)


def test_a_scheme_that_stands_there_already_is_not_repeated(spec: ExperimentSpec) -> None:
    new = apply(spec, [Change("schemes.0", "hyperfan-in"), Change("schemes.2", "hyperfan-in")])
    assert [choice.label for choice in new.schemes] == ["hyperfan-in"]


def test_nothing_to_change_is_the_same_spec(spec: ExperimentSpec) -> None:
    assert apply(spec, []) == spec


@pytest.mark.parametrize(
    "change",
    [
        Change("schemes.7", "hyperfan-in"),
        Change("schemes.first", "hyperfan-in"),
        Change("network.trunk.depth.more", 3),
        Change("network.generates", "everything"),
        Change("schemes.0", "hyperfan"),
    ],
)
def test_what_cannot_be_done_is_said(spec: ExperimentSpec, change: Change) -> None:
    with pytest.raises(SpecError):
        apply(spec, [change])
