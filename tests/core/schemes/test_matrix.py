"""What all schemes but torch-default share, around the matrices that they draw."""

from __future__ import annotations

from typing import Literal

import pytest

from fanscope.distribution import Distribution, constant, uniform
from fanscope.schemes import SchemeInfo, catalogue, example_of, resolve
from fanscope.spec import SchemeChoice
from support.layouts import generated_layout
from support.schemes import all_kinds

SHARING = ("xavier", "kaiming-out", "lecun", "orthogonal", "hyperfan-in", "hyperfan-out", "zeros")


@pytest.mark.parametrize("name", SHARING)
def test_biases_offsets_and_embeddings(name: str) -> None:
    layout = generated_layout(8, 6, 3, generates="weights_and_biases", size=5, trunk=(4,))
    assignment = resolve(SchemeChoice(name=name)).assign(layout)
    for zero in ("trunk.0.bias", "head.main.0.weight.offset", "head.main.1.bias.offset"):
        assert assignment[zero] == constant(0.0)
    assert assignment["embedding.main.0"] == uniform(1.0)


@pytest.mark.parametrize("name", SHARING)
@pytest.mark.parametrize(("activation", "c"), [("tanh", 1.0), ("relu", 2.0)])
def test_trunk_keeps_the_second_moment(
    name: str, activation: Literal["relu", "tanh"], c: float
) -> None:
    layout = generated_layout(8, 6, 3, size=5, trunk=(4, 7), trunk_activation=activation)
    assignment = resolve(SchemeChoice(name=name)).assign(layout)
    assert assignment["trunk.0.weight"] == uniform(c / 5)
    assert assignment["trunk.1.weight"] == uniform(c / 4)


def test_biases_that_are_not_generated_start_at_zero() -> None:
    assignment = resolve(SchemeChoice(name="hyperfan-in")).assign(generated_layout(8, 6, 3))
    assert assignment["main.1.bias"] == constant(0.0)


@pytest.mark.parametrize("info", catalogue(), ids=lambda info: info.name)
def test_every_trainable_tensor_is_assigned_and_nothing_else(info: SchemeInfo) -> None:
    scheme = resolve(example_of(info))
    fitted = {name: x for name, x in all_kinds().items() if scheme.why_not(x) is None}
    assert fitted
    for layout in fitted.values():
        assignment = scheme.assign(layout)
        assert list(assignment) == [tensor.name for tensor in layout.trainable]
        assert all(isinstance(d, Distribution) and d.variance >= 0 for d in assignment.values())
