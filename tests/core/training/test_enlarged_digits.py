"""Digits as larger pictures, and as rows of tokens."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from fanscope.datasets import describe
from fanscope.errors import SpecError
from fanscope.parsing import parse_spec
from fanscope.spec import DigitsData
from fanscope.training import load_dataset, train
from fanscope.training.digits import enlarge
from support.networks import linear, small_networks
from support.training import only_scheme, plain_experiment


@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), st.integers(0, 2**32 - 1))
def test_every_pixel_becomes_a_block(channels: int, down: int, right: int, seed: int) -> None:
    pictures = np.random.default_rng(seed).integers(0, 17, (2, 3, 5), np.uint8)
    enlarged = enlarge(pictures, (channels, 3 * down, 5 * right))
    assert enlarged.shape == (2, channels, 3 * down, 5 * right)
    for index in np.ndindex(enlarged.shape):
        example, _, row, column = index
        assert enlarged[index] == pictures[example, row // down, column // right]


def test_enlarged_digits_have_the_moments_of_the_small_ones() -> None:
    """Every moment that theory knows is one of the Gram matrix, and of features that are repeated equally often."""
    small = load_dataset(DigitsData()).train
    large = load_dataset(DigitsData(shape=(3, 16, 32))).train
    assert (large.mean, large.std) == pytest.approx((small.mean, small.std), rel=1e-12)
    few = slice(0, 200)
    x, y = small.standardized(few).double(), large.standardized(few).double()
    assert y.shape[1] == describe(DigitsData(shape=(3, 16, 32))).features == 1536
    torch.testing.assert_close(y @ y.T / y.shape[1], x @ x.T / x.shape[1])
    for power in (2, 4):
        assert (y.mean(0) ** power).mean().item() == pytest.approx((x.mean(0) ** power).mean())
    assert y.var(0).square().mean().item() == pytest.approx(x.var(0).square().mean())


@pytest.mark.parametrize("shape", [[3, 32], [1, 12, 16], [1, 0, 8], [1025, 8, 8], [1, 8, 2048]])
def test_shapes_that_digits_cannot_have(shape: list[int]) -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(
            {
                "network": {"kind": "mlp", "widths": [64, 10]},
                "data": {"name": "digits", "shape": shape},
                "schemes": ["xavier"],
            }
        )
    assert all(issue.field.startswith("data") for issue in caught.value.issues)


def test_tokens_are_the_values_as_they_are_stored() -> None:
    dataset = load_dataset(DigitsData()).as_tokens()
    tokens = dataset.train.standardized()
    assert torch.equal(tokens, dataset.train.inputs.float())
    assert set(tokens.flatten().tolist()) == set(range(17))


def test_network_that_begins_with_an_embedding_looks_up_tokens() -> None:
    spec = plain_experiment(network=small_networks()["tokens"].model_dump(mode="json"))
    assert len([*train(spec, only_scheme(spec), 0)]) == spec.training.steps + 1


def issues_of(network: object, data: object) -> list[tuple[str, str]]:
    with pytest.raises(SpecError) as caught:
        parse_spec({"network": network, "data": data, "schemes": ["xavier"]})
    return [(issue.field, issue.message) for issue in caught.value.issues]


def embedding(vocabulary: int, tokens: int) -> dict[str, object]:
    layers = [{"op": "embedding", "vocabulary": vocabulary, "features": 4}, {"op": "flatten"}]
    return {"kind": "sequential", "input": [tokens], "layers": [*layers, linear(10)]}


def test_vocabulary_holds_every_value_of_the_data() -> None:
    field = "network.layers.0.vocabulary"
    assert issues_of(embedding(16, 64), {"name": "digits"}) == [
        (field, f"data digits has the values 0 to 16; {field} must be at least 17")
    ]
    assert issues_of(embedding(255, 784), {"name": "mnist"}) == [
        (field, f"data mnist has the values 0 to 255; {field} must be at least 256")
    ]
    ((found, message),) = issues_of(embedding(300, 64), {"name": "gaussian"})
    assert found == field
    assert "the values of data gaussian are not whole" in message
    generated = {"kind": "hypernetwork", "main": embedding(3, 64)}
    ((found, _),) = issues_of(generated, {"name": "digits"})
    assert found == "network.main.layers.0.vocabulary"
    parse_spec({"network": embedding(17, 64), "schemes": ["xavier"]})


def pictures(*shape: int) -> dict[str, object]:
    return {"kind": "sequential", "input": shape, "layers": [{"op": "flatten"}, linear(10)]}


def test_input_has_the_shape_of_the_data() -> None:
    """64 values in another arrangement would be read without a complaint, and mean nothing."""
    ((field, message),) = issues_of(pictures(4, 4, 4), {"name": "digits"})
    assert field == "network.input"
    assert message == (
        "an example of data digits has the shape [1, 8, 8]; write input: [1, 8, 8], "
        "or [64] for its values in one row"
    )
    ((_, message),) = issues_of(pictures(3, 32, 32), {"name": "digits"})
    assert message.endswith("or enlarge the digits, data: {name: digits, shape: [3, 32, 32]}")
    for shape in ([1, 8, 8], [64]):
        parse_spec({"network": pictures(*shape), "schemes": ["xavier"]})
    large = {"name": "digits", "shape": [3, 32, 32]}
    parse_spec({"network": pictures(3, 32, 32), "data": large, "schemes": ["xavier"]})


def test_noise_has_any_shape_of_its_size() -> None:
    noise = {"name": "gaussian", "features": 48}
    for shape in ([3, 4, 4], [48]):
        parse_spec({"network": pictures(*shape), "data": noise, "schemes": ["xavier"]})
    ((field, message),) = issues_of(pictures(3, 4, 5), noise)
    assert field == "network.input"
    assert message == "data gaussian has 48 features, and this shape has 60"
