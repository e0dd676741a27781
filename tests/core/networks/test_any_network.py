"""Networks of every kind of layer: shapes as laid out, gradients as by finite differences, torch as oracle."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
import torch
from torch import nn

from fanscope.activation_functions import activate, differentiate
from fanscope.layout import lay_out, walk
from fanscope.networks import forward, sample_network
from fanscope.networks.activations import apply_activation
from fanscope.schemes import resolve
from fanscope.spec import Activation, SchemeChoice, SequentialSpec
from support.networks import conv, linear, phi, sequential, small_networks

NETWORKS = small_networks()


def drawn(network: SequentialSpec) -> dict[str, torch.Tensor]:
    layout = lay_out(network)
    generator = torch.Generator().manual_seed(0)
    assignment = resolve(SchemeChoice(name="torch-default")).assign(layout)
    return sample_network(layout, assignment, generator=generator, dtype=torch.float64)


def inputs_for(network: SequentialSpec, *, batch: int = 5) -> torch.Tensor:
    generator = torch.Generator().manual_seed(1)
    if network.layers[0].op == "embedding":
        return torch.randint(17, (batch, *network.input), generator=generator)
    return torch.randn(batch, *network.input, generator=generator, dtype=torch.float64)


@pytest.mark.parametrize("name", NETWORKS)
def test_signals_have_the_shapes_of_the_layout(name: str) -> None:
    network = NETWORKS[name]
    layout = lay_out(network)
    trace = forward(layout.program, drawn(network), inputs_for(network))
    assert trace.logits.shape == (5, 10)
    assert len(trace.preactivations) == len(trace.activations) == len(layout.layers)
    for layer, y, x in zip(layout.layers, trace.preactivations, trace.activations, strict=True):
        assert y.shape == x.shape == (5, *layer.output)


@pytest.mark.parametrize("name", NETWORKS)
def test_every_tensor_gets_the_gradient_of_finite_differences(name: str) -> None:
    network, step = NETWORKS[name], 1e-6
    layout, tensors, inputs = lay_out(network), drawn(network), inputs_for(network)
    for tensor in tensors.values():
        tensor.requires_grad_()
    labels = torch.arange(5)

    def loss() -> torch.Tensor:
        return nn.functional.cross_entropy(forward(layout.program, tensors, inputs).logits, labels)

    gradients = torch.autograd.grad(loss(), list(tensors.values()))
    for tensor, gradient in zip(tensors.values(), gradients, strict=True):
        index = tensor.numel() // 2
        with torch.no_grad():
            flat = tensor.view(-1)
            flat[index] += step
            above = loss()
            flat[index] -= 2 * step
            below = loss()
            flat[index] += step
        expected = ((above - below) / (2 * step)).item()
        assert gradient.view(-1)[index].item() == pytest.approx(expected, abs=2e-7)


def test_convolutions_and_norms_are_torchs() -> None:
    network = sequential(
        [2, 6, 6],
        conv(4, stride=2, groups=2),
        {"op": "batchnorm"},
        phi("gelu"),
        {"op": "pool", "kind": "max", "kernel": 2},
        {"op": "flatten"},
        linear(3),
    )
    tensors = drawn(network)
    module = nn.Sequential(
        nn.Conv2d(2, 4, 3, stride=2, padding=1, groups=2),
        nn.BatchNorm2d(4),
        nn.GELU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(4, 3),
    ).double()
    for (name, own), given in zip(module.named_parameters(), tensors.values(), strict=True):
        assert own.shape == given.shape, name
        own.data.copy_(given)
    inputs = inputs_for(network)
    found = forward(lay_out(network).program, tensors, inputs).logits
    torch.testing.assert_close(found, module(inputs))


def test_attention_is_torchs() -> None:
    network = sequential([5, 8], {"op": "attention", "heads": 2, "causal": True})
    tensors = drawn(network)
    module = nn.MultiheadAttention(8, 2, batch_first=True).double()
    parts = [tensors[f"main.0.{part}.weight"] for part in ("query", "key", "value")]
    biases = [tensors[f"main.0.{part}.bias"] for part in ("query", "key", "value")]
    with torch.no_grad():
        module.in_proj_weight.copy_(torch.cat(parts))
        module.in_proj_bias.copy_(torch.cat(biases))
        module.out_proj.weight.copy_(tensors["main.0.out.weight"])
        module.out_proj.bias.copy_(tensors["main.0.out.bias"])
    x = inputs_for(network)
    mask = nn.Transformer.generate_square_subsequent_mask(5, dtype=torch.float64)
    expected, _ = module(x, x, x, attn_mask=mask, is_causal=True)
    torch.testing.assert_close(forward(lay_out(network).program, tensors, x).output, expected)


def test_rms_norm_of_an_image_leaves_the_mean_in() -> None:
    network = sequential([3, 2, 2], {"op": "rmsnorm", "affine": False}, {"op": "flatten"})
    x = inputs_for(network) + 3.0
    y = forward(lay_out(network).program, {}, x).output
    torch.testing.assert_close(
        y.square().mean(1), torch.ones(5, dtype=torch.float64), rtol=1e-5, atol=0
    )
    assert y.mean() > 0.5


def test_dropout_keeps_the_mean_and_drops_nothing_without_a_generator() -> None:
    network = sequential([10_000], {"op": "dropout", "p": 0.25})
    program, ones = lay_out(network).program, torch.ones(3, 10_000)
    generator = torch.Generator().manual_seed(0)
    dropped = forward(program, {}, ones, generator=generator).output
    share = float((dropped == 0).double().mean())
    assert share == pytest.approx(0.25, abs=4 * (0.25 * 0.75 / 30_000) ** 0.5)
    torch.testing.assert_close(
        dropped[dropped != 0], torch.full((1,), 4 / 3).expand(int((dropped != 0).sum()))
    )
    assert forward(program, {}, ones).output.equal(ones)


@pytest.mark.parametrize("activation", get_args(Activation))
def test_numpy_and_torch_know_the_same_activations(activation: Activation) -> None:
    y = torch.linspace(-6, 6, 401, dtype=torch.float64, requires_grad=True)
    phi_y = apply_activation(activation, y)
    slope = torch.autograd.grad(phi_y.sum(), y)[0]
    np.testing.assert_allclose(activate(activation, y.detach().numpy()), phi_y.detach(), atol=1e-6)
    kink = (y.detach() != 0).numpy()
    found = differentiate(activation, y.detach().numpy())
    np.testing.assert_allclose(found[kink], slope.numpy()[kink], atol=1e-6)


def test_every_kind_of_node_is_tested() -> None:
    kinds = {type(node) for network in NETWORKS.values() for node in walk(lay_out(network).program)}
    assert len(kinds) == 10
