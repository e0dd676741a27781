"""What predict() promises for any spec: plain numbers or None, nothing guessed, the same each time."""

from __future__ import annotations

import json
import subprocess
import sys
from math import isfinite, log
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from fanscope.errors import SpecError
from fanscope.layout import lay_out
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec
from fanscope.theory import Estimate, predict, prediction_json
from support.spec_strategies import specs
from support.theory import QUANTITIES, gaussian, generated, plain

WIDTHS = [64, 32, 32, 10]


def _estimates(spec: ExperimentSpec) -> list[Estimate]:
    """Return every estimate of the first scheme that is not None."""
    prediction = predict(spec)[spec.schemes[0].label]
    found = [getattr(layer, name) for layer in prediction.layers for name in QUANTITIES]
    return [estimate for estimate in [*found, prediction.loss] if estimate is not None]


@given(spec=specs())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_spec_gets_finite_ordered_numbers(spec: ExperimentSpec) -> None:
    predictions = predict(spec)
    # Only the parser refuses a scheme that is there twice.
    assert list(predictions) == list(dict.fromkeys(choice.label for choice in spec.schemes))
    for prediction in predictions.values():
        assert [layer.layer for layer in prediction.layers] == [
            layer.name for layer in lay_out(spec.network).layers
        ]
        for layer in prediction.layers:
            for name in QUANTITIES:
                estimate = getattr(layer, name)
                if estimate is not None:
                    assert 0 <= estimate.low <= estimate.value <= estimate.high
                    assert isfinite(estimate.high)
    json.dumps(prediction_json(spec), allow_nan=False)


def test_equal_specs_get_equal_predictions() -> None:
    spec = generated(WIDTHS, "tanh", "xavier")
    assert predict(spec) == predict(spec)


def test_schemes_do_not_disturb_each_other() -> None:
    alone = predict(generated(WIDTHS, "relu", "kaiming"))["kaiming"]
    tree = generated(WIDTHS, "relu", "kaiming").model_dump()
    together = ExperimentSpec.model_validate(
        {**tree, "schemes": ["zeros", "hyperfan-out", "kaiming", "orthogonal"]}
    )
    found = predict(together)["kaiming"]
    for layer, other in zip(alone.layers, found.layers, strict=True):
        for name in QUANTITIES:
            expected, estimate = getattr(layer, name), getattr(other, name)
            assert estimate.value == pytest.approx(expected.value, rel=1e-9)
            assert estimate.high == pytest.approx(expected.high, rel=1e-9)


def test_zeros_are_certain() -> None:
    prediction = predict(plain(WIDTHS, "tanh", "zeros"))["zeros"]
    for layer in prediction.layers:
        for name in QUANTITIES[:3]:
            assert getattr(layer, name) == Estimate(0.0, 0.0, 0.0)
    for layer in prediction.layers[:-1]:
        assert layer.gradient_second_moment == Estimate(0.0, 0.0, 0.0)
    last = prediction.layers[-1].gradient_second_moment
    assert last is not None
    assert last.low < 0.09 < last.high
    assert last.high - last.low < 1e-5
    assert prediction.loss is not None
    assert prediction.loss.value == pytest.approx(log(10), rel=1e-5)


def test_a_bias_of_zero_is_no_bias() -> None:
    spec = plain(WIDTHS, "tanh", "xavier")
    network = {**spec.network.model_dump(), "bias": False}
    without = ExperimentSpec.model_validate({**spec.model_dump(), "network": network})
    assert predict(without) == predict(spec)


def test_constant_weights_are_not_predicted() -> None:
    spec = generated(WIDTHS, "tanh", {"name": "constant", "value": 0.1})
    assert _estimates(spec) == []
    layers = predict(spec)[spec.schemes[0].label].layers
    assert [layer.head_variance for layer in layers] == [0.0, 0.0, 0.0]


def test_unmeasured_data_has_no_between_input_variance() -> None:
    tree = plain([784, 32, 10], "tanh", "xavier").model_dump()
    spec = ExperimentSpec.model_validate({**tree, "data": {"name": "fashion-mnist"}})
    for layer in predict(spec)["xavier"].layers:
        assert layer.between_input_var is None
        assert layer.second_moment is not None


def test_one_input_does_not_differ_from_itself() -> None:
    for layer in predict(plain(WIDTHS, "tanh", "xavier", batch=1))["xavier"].layers:
        assert layer.between_input_var == Estimate(0.0, 0.0, 0.0)
        assert layer.second_moment is not None
        assert layer.second_moment.value > 0


def test_a_batch_of_the_whole_data_set_has_no_data_noise() -> None:
    few, all_of_them = (
        predict(plain([64, 100_000, 10], "tanh", "xavier", batch=batch))["xavier"]
        for batch in (10, 1438)
    )
    narrow, wide = (p.layers[0].second_moment for p in (all_of_them, few))
    assert narrow is not None
    assert wide is not None
    assert narrow.high / narrow.low < wide.high / wide.low


def test_numbers_beyond_a_float_are_left_out() -> None:
    spec = plain([64] * 400 + [10], "linear", {"name": "normal", "std": 1e6})
    prediction = predict(spec)[spec.schemes[0].label]
    assert prediction.layers[0].second_moment is not None
    assert prediction.layers[-1].second_moment is None
    json.dumps(prediction_json(spec), allow_nan=False)


def test_scaling_a_relu_network_scales_its_second_moments() -> None:
    base = predict(plain(WIDTHS, "relu", "kaiming"))["kaiming"]
    spec = plain(WIDTHS, "relu", {"name": "scaled", "of": "kaiming", "factor": 3.0})
    scaled = predict(spec)[spec.schemes[0].label]
    for depth, (layer, other) in enumerate(zip(base.layers, scaled.layers, strict=True), 1):
        assert layer.second_moment is not None
        assert other.second_moment is not None
        expected = layer.second_moment.value * 9.0**depth
        assert other.second_moment.value == pytest.approx(expected, rel=1e-9)


def test_orthogonal_linear_networks_keep_the_input() -> None:
    prediction = predict(plain([64, 64, 64, 64], "linear", "orthogonal", data=gaussian(64, 64)))
    for layer in prediction["orthogonal"].layers:
        assert layer.second_moment is not None
        assert layer.second_moment.value == pytest.approx(1.0, rel=0.01)


def test_head_variances_are_the_schemes_own() -> None:
    spec = generated(WIDTHS, "relu", "hyperfan-in", biases=True)
    layout = lay_out(spec.network)
    assignment = resolve(spec.schemes[0]).assign(layout)
    for layer, predicted in zip(layout.layers, predict(spec)["hyperfan-in"].layers, strict=True):
        assert layer.weight_head is not None
        assert layer.bias_head is not None
        assert predicted.head_variance == assignment[layer.weight_head.kernel.name].variance
        assert predicted.bias_head_variance == assignment[layer.bias_head.kernel.name].variance
    for predicted in predict(plain(WIDTHS, "relu", "kaiming"))["kaiming"].layers:
        assert predicted.head_variance is None
        assert predicted.bias_head_variance is None


def test_a_scheme_that_does_not_fit_is_refused() -> None:
    with pytest.raises(SpecError):
        predict(plain(WIDTHS, "tanh", "hyperfan-in"))


def test_json_has_every_number() -> None:
    spec = generated(WIDTHS, "tanh", "hyperfan-in", biases=True, size=8)
    found: dict[str, Any] = prediction_json(spec)
    main = 64 * 32 + 32 * 32 + 32 * 10 + 32 + 32 + 10
    assert found["parameters"] == {"main": main, "hypernetwork": 3 * 8 + main * 9}
    scheme = found["schemes"]["hyperfan-in"]
    layer = predict(spec)["hyperfan-in"].layers[1]
    shown = scheme["layers"][1]
    assert shown["layer"] == "main.1"
    assert (shown["fan_in"], shown["fan_out"]) == (32, 32)
    assert layer.second_moment is not None
    assert shown["second_moment"] == layer.second_moment.value
    assert shown["intervals"]["second_moment"] == [
        layer.second_moment.low,
        layer.second_moment.high,
    ]
    assert shown["head_variance"] == layer.head_variance
    assert scheme["loss"]["interval"][0] < scheme["loss"]["value"]


def test_json_of_a_plain_network_has_no_hypernetwork() -> None:
    spec = plain(WIDTHS, "tanh", {"name": "constant", "value": 1.0})
    found = prediction_json(spec)
    assert found["parameters"]["hypernetwork"] == 0
    (scheme,) = found["schemes"].values()
    assert scheme["loss"] is None
    assert scheme["layers"][0]["intervals"]["second_moment"] is None


def test_theory_needs_no_torch() -> None:
    code = "import sys, fanscope.theory; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
