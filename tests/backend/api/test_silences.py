"""Why theory is silent is said exactly where it is."""

from __future__ import annotations

from typing import Any

import pytest

from fanscope.parsing import parse_spec
from fanscope.presets import Preset, presets
from fanscope.theory import predict
from fanscope_backend.api.silences import explain_silences
from support.networks import conv, linear
from support.server import Server

MLP = {"kind": "mlp", "widths": [64, 16, 10]}
PICTURES = {
    "kind": "sequential",
    "input": [1, 28, 28],
    "layers": [conv(4), {"op": "flatten"}, linear(10)],
}


def explain(network: Any, *schemes: Any, **more: Any) -> list[str]:
    tree = {"name": "silent", "network": network, "data": {"name": "digits"}, **more}
    spec = parse_spec({**tree, "schemes": list(schemes or ["xavier"])})
    return explain_silences(spec, predict(spec))


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_there_is_a_word_wherever_a_layer_is_not_predicted(preset: Preset) -> None:
    predictions = predict(preset.spec)
    gaps = [
        layer.layer
        for prediction in predictions.values()
        for layer in prediction.layers
        if layer.second_moment is None
    ]
    assert bool(explain_silences(preset.spec, predictions)) == bool(gaps)


def test_a_network_that_theory_knows_needs_no_word() -> None:
    assert explain(MLP) == []


def test_the_loss_is_the_reason() -> None:
    training = {"steps": 5, "batch_size": 8, "loss": "mean-squared-error"}
    (sentence,) = explain(MLP, training=training)
    assert sentence.startswith("No prediction for this network: ")
    assert "the loss is the mean squared error" in sentence


def test_the_first_layer_without_a_prediction_is_named() -> None:
    (sentence,) = explain(PICTURES, data={"name": "fashion-mnist"})
    assert "main.0 looks at patches of pictures" in sentence


def test_a_scheme_that_is_not_random_is_told_apart() -> None:
    sentences = explain(MLP, "xavier", {"name": "constant", "value": 0.1})
    assert [sentence.split(" from ")[0] for sentence in sentences] == [
        "No prediction for constant(value=0.1)"
    ]


def test_predictions_carry_it(shared_server: Server) -> None:
    data = {"name": "fashion-mnist"}
    body = {"name": "s", "network": PICTURES, "data": data, "schemes": ["xavier"]}
    answer = shared_server.client.post("/api/predictions", json=body).json()
    assert answer["silences"] == explain(PICTURES, data=data)
