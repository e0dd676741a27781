"""Every scheme trains on a network that it fits, from a spec to recorded frames."""

from __future__ import annotations

from math import isfinite
from typing import Any

import pytest

from fanscope.layout import NetworkLayout
from fanscope.parsing import parse_spec
from fanscope.schemes import SchemeInfo, catalogue, example_of
from fanscope.theory import predict
from fanscope.training import train
from support.layouts import generated_layout, plain_layout
from support.networks import conv, linear, phi, sequential
from support.schemes import scheme, suiting


def _network(info: SchemeInfo) -> dict[str, Any]:
    activation = suiting(info)
    block = {
        "op": "residual",
        "body": [conv(8), phi(activation), conv(8)],
        "learned_multiplier": True,
    }
    main = sequential(
        [1, 8, 8],
        conv(8, stride=2),
        phi(activation),
        block,
        phi(activation),
        {"op": "pool", "kind": "global"},
        linear(10),
    ).model_dump(mode="json")
    return {"kind": "hypernetwork", "main": main} if info.fits == ("hypernetwork",) else main


@pytest.mark.parametrize("info", catalogue(), ids=lambda info: info.name)
def test_every_scheme_trains_and_is_recorded(info: SchemeInfo) -> None:
    choice = example_of(info)
    if "steps" in choice.parameters:
        choice = type(choice).model_validate({"name": info.name, **choice.parameters, "steps": 2})
    spec = parse_spec(
        {
            "network": _network(info),
            "data": {"name": "digits"},
            "training": {"steps": 2, "batch_size": 20, "optimizer": {"kind": "sgd", "lr": 0.001}},
            "schemes": [choice.model_dump(mode="json")],
        }
    )
    steps = list(train(spec, choice, 0, device="cpu"))
    assert [step.step for step in steps] == [0, 1, 2]
    assert all(isfinite(step.loss) for step in steps)
    assert steps[0].frame is not None
    assert set(predict(spec)) == {choice.label}


def _layout(info: SchemeInfo) -> NetworkLayout:
    return plain_layout(64, 20, 10) if "mlp" in info.fits else generated_layout(64, 20, 10)


FIT_TANH = [info for info in catalogue() if scheme(info.name).why_not(_layout(info)) is None]


@pytest.mark.parametrize("info", FIT_TANH, ids=lambda info: info.name)
def test_theory_says_nothing_where_its_assumptions_do_not_hold(info: SchemeInfo) -> None:
    """On a tanh MLP: a scheme with a draw that is not random, or only a beginning, has no prediction."""
    tree = {"kind": "mlp", "widths": [64, 20, 10], "activation": "tanh"}
    network = tree if "mlp" in info.fits else {"kind": "hypernetwork", "main": tree}
    choice = example_of(info).model_dump(mode="json")
    spec = parse_spec({"network": network, "data": {"name": "digits"}, "schemes": [choice]})
    (prediction,) = predict(spec).values()
    is_silent = all(layer.second_moment is None for layer in prediction.layers)
    assert is_silent == (
        info.name in {"constant", "zero", "sparse", "lsuv", "metainit", "gradinit"}
    )
