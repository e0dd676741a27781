"""Heads that hand over an ordinary initialization: the main network starts as one."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from fanscope.distribution import constant
from fanscope.layout import NetworkLayout, lay_out
from fanscope.networks import generate, sample_network
from fanscope.schemes import resolve
from fanscope.schemes.main_network import as_ordinary_network
from fanscope.spec import ChunkedHeads, HypernetworkSpec, LowRankHeads, MlpSpec, SchemeChoice
from support.layouts import generated_layout
from support.networks import small_networks
from support.schemes import every_convolution, generated_convolutions, scheme


def _draw(layout: NetworkLayout, choice: SchemeChoice) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(0)
    return sample_network(
        layout, resolve(choice).assign(layout), generator=generator, dtype=torch.float64
    )


def _choice(name: str, of: object) -> SchemeChoice:
    return SchemeChoice.model_validate({"name": name, "of": of})


def test_bias_hyperinit_gives_every_embedding_the_same_orthogonal_network() -> None:
    layout = generated_convolutions()
    tensors = _draw(layout, _choice("bias-hyperinit", "orthogonal"))
    other = torch.randn(len(layout.layers), 20, dtype=torch.float64)
    ours, theirs = (generate(layout, tensors, f) for f in (torch.zeros_like(other), other))
    for name, tensor in ours.items():
        assert torch.equal(tensor, theirs[name])
    weight = ours["main.6.weight"].flatten(1)
    identity = torch.eye(32, dtype=torch.float64)
    torch.testing.assert_close(weight.T @ weight, 2.0 * identity)


@pytest.mark.parametrize("of", ["orthogonal", "kaiming", "zero"])
def test_weight_hyperinit_gives_a_one_hot_embedding_a_network_of_its_own(of: str) -> None:
    layout = generated_convolutions()
    tensors = _draw(layout, _choice("weight-hyperinit", of))
    networks = []
    for which in (3, 7):
        one_hot = torch.zeros(len(layout.layers), 20, dtype=torch.float64)
        one_hot[:, which] = 1.0
        networks.append(generate(layout, tensors, one_hot)["main.6.weight"])
    expected = _draw(lay_out(every_convolution()), SchemeChoice(name=of))["main.6.weight"]
    for network in networks:
        assert network.square().mean().item() == pytest.approx(
            expected.square().mean().item(), rel=0.15
        )
    assert torch.equal(*networks) == (of == "zero")


def test_what_is_not_generated_gets_the_main_schemes_own_draw() -> None:
    layout = generated_layout(8, 6, 3)
    assignment = resolve(_choice("bias-hyperinit", "torch-default")).assign(layout)
    ordinary = scheme("torch-default").assign(as_ordinary_network(layout))
    assert assignment["main.0.bias"] == ordinary["main.0.bias"]
    assert assignment["head.main.0.weight.offset"] == ordinary["main.0.weight"]
    assert assignment["head.main.0.weight.kernel"] == constant(0.0)


def test_weight_hyperinit_needs_no_offsets() -> None:
    heads = {"kind": "per_tensor", "bias": False}
    spec = HypernetworkSpec.model_validate({"main": {"widths": [8, 6, 3]}, "heads": heads})
    layout = lay_out(spec)
    assignment = resolve(_choice("weight-hyperinit", "kaiming")).assign(layout)
    assert list(assignment) == [tensor.name for tensor in layout.trainable]
    assert assignment["head.main.1.weight.kernel"].variance == pytest.approx(2 / 6)


@pytest.mark.parametrize(
    "main", [MlpSpec(widths=(8, 6, 3)), *small_networks().values()], ids=lambda main: main.kind
)
def test_the_main_network_alone_is_what_it_would_be_without_a_hypernetwork(main: object) -> None:
    spec = HypernetworkSpec.model_validate({"main": main, "generates": "weights_and_biases"})
    assert as_ordinary_network(lay_out(spec)) == lay_out(spec.main)


@pytest.mark.parametrize("name", ["bias-hyperinit", "weight-hyperinit"])
@pytest.mark.parametrize("heads", [ChunkedHeads(size=20), LowRankHeads(rank=2)])
def test_heads_that_give_no_whole_tensor_are_refused(
    name: str, heads: ChunkedHeads | LowRankHeads
) -> None:
    layout = lay_out(HypernetworkSpec(main=MlpSpec(widths=(8, 6, 4)), heads=heads))
    reason = resolve(_choice(name, "xavier")).why_not(layout)
    assert reason is not None
    assert "heads.kind: per_tensor" in reason
