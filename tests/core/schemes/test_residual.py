"""Schemes of residual networks: zeros where they belong, factors by the number of branches."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from fanscope.distribution import constant
from fanscope.layout import NetworkLayout, lay_out
from fanscope.networks import forward, sample_network
from fanscope.schemes.sites import find_sites
from support.networks import conv, linear, phi, sequential
from support.schemes import scheme

POOL = {"op": "pool", "kind": "global"}


def _block(*body: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"op": "residual", "body": list(body), **more}


def _deep(blocks: int, layers: int, **more: Any) -> NetworkLayout:
    """Return a network of branches of 3x3 convolutions with ReLUs between them."""
    body = [layer for _ in range(layers) for layer in (conv(8), phi())][:-1]
    stack = [part for _ in range(blocks) for part in (_block(*body, **more), phi())]
    return lay_out(sequential([3, 6, 6], conv(8), phi(), *stack, POOL, linear(10)))


def _draw(layout: NetworkLayout, name: str) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(0)
    return sample_network(layout, scheme(name).assign(layout), generator=generator)


@pytest.mark.parametrize(("blocks", "layers"), [(4, 2), (9, 3), (2, 1)])
def test_fixup_by_hand(blocks: int, layers: int) -> None:
    layout = _deep(blocks, layers)
    assignment = scheme("fixup").assign(layout)
    kaiming = scheme("kaiming").assign(layout)
    assert assignment["main.0.weight"] == kaiming["main.0.weight"]
    assert assignment[layout.layers[-1].weight.name] == constant(0.0)
    for depth in range(layers):
        name = f"main.2.body.{2 * depth}.weight"
        if depth == layers - 1:
            assert assignment[name] == constant(0.0)
        else:
            factor = blocks ** (-1 / (2 * layers - 2))
            expected = kaiming[name].variance * factor**2
            assert assignment[name].variance == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "more"), [("fixup", {}), ("skipinit", {"learned_multiplier": True})]
)
def test_branches_start_switched_off(name: str, more: dict[str, Any]) -> None:
    """Then the depth of the network does not show in what its last layer gets."""
    layout = _deep(3, 2, **more)
    tensors = _draw(layout, name)
    inputs = torch.randn(5, 3, 6, 6, generator=torch.Generator().manual_seed(1))
    trace = forward(layout.program, tensors, inputs)
    start = torch.relu(trace.preactivations[0]).mean((2, 3))
    expected = start @ tensors["main.9.weight"].T + tensors["main.9.bias"]
    torch.testing.assert_close(trace.output, expected)


def test_skipinit_starts_every_multiplier_at_zero_wherever_the_spec_does() -> None:
    layout = _deep(2, 1, learned_multiplier=True, multiplier=0.7)
    assert scheme("kaiming").assign(layout)["main.2.multiplier"] == constant(0.7)
    assert scheme("skipinit").assign(layout)["main.2.multiplier"] == constant(0.0)


@pytest.mark.parametrize("blocks", [1, 4])
def test_depth_scaled_divides_the_ends_of_branches_only(blocks: int) -> None:
    layout = _deep(blocks, 2)
    plain, scaled = (scheme(name).assign(layout) for name in ("lecun", "depth-scaled"))
    for name, distribution in scaled.items():
        is_end = name.endswith("body.2.weight")
        expected = plain[name].variance / (blocks if is_end else 1)
        assert distribution.variance == pytest.approx(expected), name


def test_a_transformer_counts_two_branches_a_layer_and_scales_their_last_linear() -> None:
    attention = _block({"op": "layernorm"}, {"op": "attention", "heads": 2})
    dense = _block({"op": "layernorm"}, linear(16), phi("gelu"), linear(8))
    layout = lay_out(sequential([5, 8], attention, dense, attention, dense, POOL, linear(10)))
    plain, scaled = (scheme(name).assign(layout) for name in ("lecun", "depth-scaled"))
    changed = {name for name in plain if plain[name] != scaled[name]}
    assert changed == {
        "main.0.body.1.out.weight",
        "main.1.body.3.weight",
        "main.2.body.1.out.weight",
        "main.3.body.3.weight",
    }
    name = "main.0.body.1.out.weight"
    assert scaled[name].variance == pytest.approx(plain[name].variance / 4)


def test_sites_of_nested_blocks() -> None:
    inner = _block(linear(6), phi(), linear(6))
    outer = _block(linear(6), phi("sine"), inner, linear(6), shortcut=[linear(6)])
    layout = lay_out(sequential([6], linear(6), phi("tanh"), outer, linear(3)))
    found = [
        (
            site.layer.name,
            site.block.name if site.block else None,
            (site.depth, site.branch_depth),
            site.front.activation if site.front else None,
            site.behind.activation if site.behind else None,
            site.is_first,
            site.is_last,
        )
        for site in find_sites(layout)
    ]
    assert found == [
        ("main.0", None, (0, 0), None, "tanh", True, False),
        ("main.2.body.0", "main.2", (0, 2), "tanh", "sine", False, False),
        ("main.2.body.2.body.0", "main.2.body.2", (0, 2), "sine", "relu", False, False),
        ("main.2.body.2.body.2", "main.2.body.2", (1, 2), "relu", None, False, False),
        ("main.2.body.3", "main.2", (1, 2), "sine", None, False, False),
        ("main.2.shortcut.0", None, (0, 0), "tanh", None, False, False),
        ("main.3", None, (0, 0), "tanh", None, False, True),
    ]


def test_a_network_without_weights_has_no_sites() -> None:
    assert find_sites(lay_out(sequential([6], phi("tanh")))) == ()


def test_a_network_may_end_in_an_activation_behind_its_last_layer() -> None:
    (site,) = find_sites(lay_out(sequential([6], linear(3), phi("tanh"))))
    assert site.is_first
    assert site.is_last
