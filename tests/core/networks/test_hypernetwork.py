"""Generated tensors against numpy, by hand."""

import numpy as np
import pytest
import torch
from torch import Tensor

from fanscope.distribution import normal
from fanscope.layout import NetworkLayout, lay_out
from fanscope.networks.hypernetwork import compute_features, generate
from fanscope.networks.sampling import sample_network
from fanscope.spec import HypernetworkSpec


def network(**changes: object) -> HypernetworkSpec:
    small = {"main": {"widths": [5, 4, 3]}, "conditioning": {"size": 6}}
    return HypernetworkSpec.model_validate({**small, **changes})


def draw(layout: NetworkLayout) -> dict[str, Tensor]:
    assignment = {tensor.name: normal(1.0) for tensor in layout.trainable}
    generator = torch.Generator().manual_seed(3)
    return sample_network(layout, assignment, generator=generator, dtype=torch.float64)


def run(spec: HypernetworkSpec) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    layout = lay_out(spec)
    assert layout.hypernet is not None
    tensors = draw(layout)
    return tensors, generate(layout, tensors, compute_features(layout.hypernet, tensors))


@pytest.mark.parametrize("heads_have_offsets", [True, False])
def test_generated_tensor_is_kernel_times_embedding_plus_offset(heads_have_offsets: bool) -> None:
    tensors, generated = run(
        network(generates="weights_and_biases", heads={"bias": heads_have_offsets})
    )
    assert list(generated) == ["main.0.weight", "main.0.bias", "main.1.weight", "main.1.bias"]
    for name, shape in {"main.0.weight": (4, 5), "main.1.bias": (3,)}.items():
        kernel = tensors[f"head.{name}.kernel"].numpy()
        embedding = tensors[f"embedding.{name.rpartition('.')[0]}"].numpy()
        expected = (kernel * embedding).sum(axis=1)
        if heads_have_offsets:
            expected += tensors[f"head.{name}.offset"].numpy()
        np.testing.assert_allclose(generated[name], expected.reshape(shape), rtol=1e-12)


def test_weights_alone_are_generated_where_only_they_are_asked_for() -> None:
    tensors, generated = run(network())
    assert list(generated) == ["main.0.weight", "main.1.weight"]
    assert "main.0.bias" in tensors


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_trunk_is_shared_by_all_layers_and_applied_in_order(activation: str) -> None:
    tensors, generated = run(network(trunk={"widths": [7, 2], "activation": activation}))
    phi = np.tanh if activation == "tanh" else lambda y: np.maximum(y, 0)
    for layer in ("main.0", "main.1"):
        features = tensors[f"embedding.{layer}"].numpy()
        for depth in (0, 1):
            weight, bias = (tensors[f"trunk.{depth}.{kind}"].numpy() for kind in ("weight", "bias"))
            features = phi(weight @ features + bias)
        kernel, offset = (
            tensors[f"head.{layer}.weight.{kind}"].numpy() for kind in ("kernel", "offset")
        )
        flat = generated[f"{layer}.weight"].flatten()
        np.testing.assert_allclose(flat, kernel @ features + offset, rtol=1e-12)
