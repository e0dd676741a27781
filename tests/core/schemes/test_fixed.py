"""Schemes without fans."""

from __future__ import annotations

import pytest

from fanscope.distribution import Distribution, constant, normal
from fanscope.schemes import resolve
from fanscope.spec import SchemeChoice
from support.layouts import generated_layout, plain_layout


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"name": "normal", "std": 0.5}, normal(0.25)),
        ({"name": "constant", "value": -0.5}, constant(-0.5)),
        ({"name": "zeros"}, constant(0.0)),
    ],
    ids=lambda value: value["name"] if isinstance(value, dict) else "",
)
def test_the_same_in_every_matrix(choice: dict[str, object], expected: Distribution) -> None:
    scheme = resolve(SchemeChoice.model_validate(choice))
    plain, generated = plain_layout(8, 6, 3), generated_layout(8, 6, 3)
    assert [scheme.assign(plain)[f"main.{i}.weight"] for i in (0, 1)] == [expected] * 2
    assert [scheme.assign(generated)[h.kernel.name] for h in generated.heads] == [expected] * 2
