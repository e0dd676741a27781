"""Networks that are no chain, against the Monte Carlo oracle: 95 % intervals that hold, and silence where theory ends.

200 draws a network: where the true rate is 0.92, the fraction seen in one layer falls 3.5 standard errors short once
in about 4,000 layers. Intervals are asked to be no more than twice as wide as the draws' spread, in logarithms.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from fanscope.layout import lay_out
from fanscope.spec import ExperimentSpec
from fanscope.theory import Estimate, Prediction, predict
from support.networks import Tree, conv, linear, phi, small_networks
from support.oracles import Measured, gaussian_batches
from support.program_oracle import measure_programs
from support.program_specs import (
    BATCHNORM,
    GLOBAL,
    IMAGE,
    LAYERNORM,
    dropout,
    half,
    hypernetwork,
    network,
    on_noise,
    predicted_specs,
    residual,
)
from support.theory import QUANTITIES

NUM_DRAWS = 200
LAYER_LOW = 0.92 - 3.5 * np.sqrt(0.92 * 0.08 / NUM_DRAWS)
WIDEST = 2.0
WIDEST_OF_SUMS = 2.5
CONSTANT = {"name": "constant", "value": 0.1}
SPECS = predicted_specs()


@cache
def _drawn(name: str) -> tuple[Prediction, Measured]:
    spec = SPECS[name]
    (choice,) = spec.schemes
    features = int(np.prod(lay_out(spec.network).input))
    measured = measure_programs(
        spec,
        choice,
        gaussian_batches(features, 10),
        num_draws=NUM_DRAWS,
        generator=np.random.default_rng(20_231_124),
    )
    return predict(spec)[choice.label], measured


def _estimates(prediction: Prediction, quantity: str) -> list[Estimate]:
    found = [getattr(layer, quantity) for layer in prediction.layers]
    assert None not in found
    return found


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("quantity", QUANTITIES)
def test_intervals_hold(name: str, quantity: str) -> None:
    prediction, measured = _drawn(name)
    values = getattr(measured, quantity)
    estimates = _estimates(prediction, quantity)
    low, high = (np.array([getattr(e, side) for e in estimates]) for side in ("low", "high"))
    rates = ((values >= low) & (values <= high)).mean(0)
    assert np.all(rates >= LAYER_LOW), rates
    assert rates.mean() >= 0.9, rates
    stds = np.log(high / low) / (2 * 1.96)
    assert np.all(stds <= WIDEST * np.log(values).std(0)), stds / np.log(values).std(0)


@pytest.mark.parametrize("name", SPECS)
def test_losses_hold(name: str) -> None:
    prediction, measured = _drawn(name)
    assert prediction.loss is not None
    inside = (measured.loss >= prediction.loss.low) & (measured.loss <= prediction.loss.high)
    assert inside.mean() >= LAYER_LOW


def _known(spec: ExperimentSpec, quantity: str) -> list[bool]:
    (prediction,) = predict(spec).values()
    return [getattr(layer, quantity) is not None for layer in prediction.layers]


def test_the_largest_value_has_no_theory_until_a_norm() -> None:
    largest = {"op": "pool", "kind": "max", "kernel": 2}
    layers = [conv(8), phi(), largest, conv(8), BATCHNORM, phi(), conv(8), GLOBAL, linear(10)]
    spec = on_noise(network(*layers), "kaiming")
    assert _known(spec, "second_moment") == [True, False, True, False]
    assert _known(spec, "between_input_var") == [True, False, False, False]
    assert _known(spec, "gradient_second_moment") == [False] * 4


def test_an_activation_right_behind_dropout_is_not_predicted() -> None:
    layers = [conv(8), dropout(0.5), phi(), conv(8), GLOBAL, linear(10)]
    assert _known(on_noise(network(*layers), "kaiming"), "second_moment") == [True, False, False]


def test_dropout_that_drops_nothing_changes_nothing() -> None:
    layers = [conv(8), phi(), conv(8), phi(), GLOBAL, linear(10)]
    plain, dropped = (
        predict(on_noise(network(*some), "kaiming"))["kaiming"]
        for some in (layers, [*layers[:2], dropout(0.0), *layers[2:]])
    )
    for one, other in zip(plain.layers, dropped.layers, strict=True):
        assert all(getattr(one, quantity) == getattr(other, quantity) for quantity in QUANTITIES)


def test_dropout_of_images_of_unknown_tails_is_not_predicted() -> None:
    layers = [{"op": "flatten"}, dropout(0.5), linear(16), phi(), linear(10)]
    shape = {"network": network(*layers, shape=[1, 8, 8]), "data": {"name": "digits"}}
    spec = ExperimentSpec.model_validate({**shape, "schemes": ["kaiming"]})
    assert _known(spec, "second_moment") == [False, False]


def _attending() -> ExperimentSpec:
    layers: list[Tree] = [
        {"op": "conv2d", "channels": 16, "kernel": 2, "stride": 2},
        {"op": "tokens"},
        residual(LAYERNORM, {"op": "attention", "heads": 2}),
        linear(16),
        LAYERNORM,
        linear(16),
    ]
    return on_noise(network(*layers, GLOBAL, linear(10)), "xavier")


def test_queries_keys_and_values_are_linear_layers() -> None:
    spec = _attending()
    (choice,) = spec.schemes
    batches = gaussian_batches(192, 10)
    generator = np.random.default_rng(20_261_124)
    measured = measure_programs(spec, choice, batches, num_draws=NUM_DRAWS, generator=generator)
    layers = predict(spec)[choice.label].layers
    inputs = [
        i for i, layer in enumerate(layers) if layer.layer.endswith(("query", "key", "value"))
    ]
    assert len(inputs) == 3
    for index in inputs:
        for quantity in ("second_moment", "between_input_var"):
            estimate = getattr(layers[index], quantity)
            values = getattr(measured, quantity)[:, index]
            rate = ((values >= estimate.low) & (values <= estimate.high)).mean()
            assert rate >= LAYER_LOW, (layers[index].layer, quantity, rate)
            assert np.log(estimate.high / estimate.low) / 3.92 <= WIDEST * np.log(values).std()
        assert layers[index].gradient_second_moment is None


def test_attention_is_never_guessed() -> None:
    spec = _attending()
    found = dict(
        zip(
            [layer.name for layer in lay_out(spec.network).layers],
            _known(spec, "second_moment"),
            strict=True,
        )
    )
    assert found["main.0"]
    assert not found["main.2.body.1.out"]
    assert not found["main.3"]
    assert found["main.5"]
    assert not any(_known(spec, "gradient_second_moment"))


def _added_up(name: str = "relu", *, multiplier: float = 1.0) -> Tree:
    """Return a residual network of the first kind: the activation stands behind the sum."""
    body = [conv(16, bias=False), BATCHNORM, phi(name), conv(16, bias=False), BATCHNORM]
    down = [conv(24, stride=2, bias=False), BATCHNORM, phi(name), conv(24, bias=False), BATCHNORM]
    blocks = [
        residual(*body, multiplier=multiplier),
        phi(name),
        residual(*body, multiplier=multiplier),
        phi(name),
        residual(*down, shortcut=(half(24), BATCHNORM)),
        phi(name),
        residual(conv(24, bias=False), BATCHNORM),
        phi(name),
    ]
    return network(conv(16, bias=False), BATCHNORM, phi(name), *blocks, GLOBAL, linear(10))


def test_a_relu_of_sums_has_second_moments_and_a_loss() -> None:
    spec = on_noise(_added_up(), "kaiming")
    (choice,) = spec.schemes
    batches = gaussian_batches(192, 10)
    generator = np.random.default_rng(20_261_125)
    measured = measure_programs(spec, choice, batches, num_draws=NUM_DRAWS, generator=generator)
    prediction = predict(spec)[choice.label]
    estimates = _estimates(prediction, "second_moment")
    low, high = (np.array([getattr(e, side) for e in estimates]) for side in ("low", "high"))
    values = measured.second_moment
    rates = ((values >= low) & (values <= high)).mean(0)
    assert np.all(rates >= LAYER_LOW), rates
    assert np.all(np.log(high / low) / 3.92 <= WIDEST_OF_SUMS * np.log(values).std(0))
    assert prediction.loss is not None
    inside = (measured.loss >= prediction.loss.low) & (measured.loss <= prediction.loss.high)
    assert inside.mean() >= LAYER_LOW


def test_a_relu_of_sums_has_no_between_part_until_a_norm_and_no_gradient_in_front() -> None:
    spec = on_noise(_added_up(), "kaiming")
    between = [True, True, True, False, True, False, True, False, True, False]
    assert _known(spec, "between_input_var") == between
    assert _known(spec, "gradient_second_moment") == [False] * 9 + [True]


def test_other_sums_of_positive_signals_are_not_predicted() -> None:
    """Other activations than a ReLU, and sums in which hardly anything is below zero."""
    known = [True, True, True, False, True, False, True, False, True, False]
    for tree in (_added_up("silu"), _added_up(multiplier=0.05)):
        assert _known(on_noise(tree, "kaiming"), "second_moment") == known


def test_a_relu_of_a_relu_is_not_predicted() -> None:
    layers = [conv(8), phi(), phi(), conv(8), GLOBAL, linear(10)]
    assert _known(on_noise(network(*layers), "kaiming"), "second_moment") == [True, False, False]


def test_a_branch_without_weights_is_not_independent() -> None:
    layers = [conv(8), residual(phi("tanh")), conv(8), GLOBAL, linear(10)]
    assert _known(on_noise(network(*layers), "xavier"), "second_moment") == [True, False, False]


def test_flattened_chains_are_multilayer_perceptrons() -> None:
    flat = network({"op": "flatten"}, linear(32), phi("tanh"), linear(10), shape=IMAGE)
    (found,) = predict(on_noise(flat, "xavier")).values()
    mlp = {"kind": "mlp", "widths": [192, 32, 10], "activation": "tanh"}
    tree = on_noise(flat, "xavier").model_dump()
    (expected,) = predict(ExperimentSpec.model_validate({**tree, "network": mlp})).values()
    for layer, other in zip(found.layers, expected.layers, strict=True):
        for quantity in QUANTITIES:
            assert getattr(layer, quantity) == getattr(other, quantity)
    assert found.loss == expected.loss


def test_scaled_batch_normed_weights_change_nothing_behind_the_norm() -> None:
    layers = [conv(8), BATCHNORM, phi(), conv(8), GLOBAL, linear(10)]
    scaled = {"name": "scaled", "of": "kaiming", "factor": 3.0}
    one, other = predict(on_noise(network(*layers), "kaiming", scaled)).values()
    for layer, changed, power in zip(one.layers, other.layers, (9, 9, 81), strict=True):
        assert layer.second_moment is not None
        assert changed.second_moment is not None
        ratio = changed.second_moment.value / layer.second_moment.value
        assert ratio == pytest.approx(power, rel=1e-3)


@pytest.mark.parametrize("name", small_networks())
def test_any_scheme_gets_finite_ordered_numbers(name: str) -> None:
    network = small_networks()[name].model_dump()
    schemes = ["xavier", "kaiming", "torch-default", "orthogonal", "zeros", CONSTANT]
    for tree, chosen in (
        (network, schemes),
        (hypernetwork(network, biases=True), ["xavier", "hyperfan-in", "hyperfan-out"]),
    ):
        for prediction in predict(on_noise(tree, *chosen)).values():
            for layer in prediction.layers:
                for quantity in QUANTITIES:
                    estimate = getattr(layer, quantity)
                    if estimate is not None:
                        assert 0 <= estimate.low <= estimate.value <= estimate.high
                        assert np.isfinite(estimate.high)


def test_gradients_through_norms_of_grouped_networks_are_not_predicted() -> None:
    layers = [conv(8), phi(), conv(8, groups=8), BATCHNORM, phi(), GLOBAL, linear(10)]
    spec = on_noise(network(*layers), "kaiming")
    assert _known(spec, "second_moment") == [True] * 3
    assert _known(spec, "gradient_second_moment") == [False, False, True]


def test_generated_scales_and_shifts_that_start_at_1_and_0_change_nothing() -> None:
    block = residual(conv(8), BATCHNORM, phi(), conv(8), learned_multiplier=True)
    main = network(conv(8), BATCHNORM, phi(), block, GLOBAL, linear(10))
    trees = [hypernetwork(main, biases=True), {**hypernetwork(main), "generates": "all"}]
    drawn, generated = (
        next(iter(predict(on_noise(tree, "hyperfan-in")).values())) for tree in trees
    )
    assert generated.layers == drawn.layers
    assert generated.loss == drawn.loss
    assert all(layer.second_moment is not None for layer in generated.layers)


def test_generated_scales_that_are_random_are_not_predicted_behind() -> None:
    main = network(conv(8), BATCHNORM, phi(), conv(8), GLOBAL, linear(10))
    tree = {**hypernetwork(main), "generates": "all"}
    assert _known(on_noise(tree, CONSTANT), "second_moment")[1:] == [False, False]


def test_means_over_places_behind_norms_of_grouped_networks_have_no_between_part() -> None:
    layers = [conv(8), phi(), conv(8, groups=8), BATCHNORM, phi(), GLOBAL, linear(10)]
    spec = on_noise(network(*layers), "kaiming")
    assert _known(spec, "between_input_var") == [True, True, False]
    (prediction,) = predict(spec).values()
    assert prediction.loss is not None


def test_means_over_places_of_unmeasured_images_are_not_predicted() -> None:
    """Where nobody measured how alike the pixels are, sizes behind norms are predicted, and means over places are not."""
    layers = [conv(8), BATCHNORM, phi(), conv(8), GLOBAL, linear(10)]
    tree = on_noise(network(*layers, shape=[1, 28, 28]), "kaiming").model_dump()
    spec = ExperimentSpec.model_validate({**tree, "data": {"name": "fashion-mnist"}})
    assert _known(spec, "second_moment") == [False, True, False]
    assert _known(spec, "between_input_var") == [False] * 3
    assert _known(spec, "gradient_second_moment") == [False] * 3
