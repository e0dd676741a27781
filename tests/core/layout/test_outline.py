"""The outline of a network: every node in forward order, with its shapes and parameters counted by hand."""

from __future__ import annotations

from itertools import pairwise

import pytest

from fanscope.layout import lay_out, outline
from fanscope.parsing import parse_spec
from fanscope.presets import presets
from fanscope.spec import HypernetworkSpec, MlpSpec, NetworkSpec
from support.networks import conv, linear, phi, sequential, small_networks

BLOCK = {
    "op": "residual",
    "body": [conv(8, stride=2, bias=False), {"op": "batchnorm"}, phi("gelu")],
    "shortcut": [{"op": "conv2d", "channels": 8, "kernel": 1, "stride": 2}],
    "learned_multiplier": True,
}
NETWORK = sequential([3, 8, 8], conv(4), BLOCK, {"op": "pool", "kind": "global"}, linear(10))


def test_has_every_node_with_its_shapes_and_own_parameters() -> None:
    rows = [(n.name, n.op, n.detail, n.depth, n.output, n.parameters) for n in outline(NETWORK)]
    assert rows == [
        ("main.0", "conv2d", "3×3", 0, (4, 8, 8), 4 * 3 * 9 + 4),
        ("main.1", "residual", "× 1 learned", 0, (8, 4, 4), 1),
        ("main.1.body.0", "conv2d", "3×3, stride 2", 1, (8, 4, 4), 8 * 4 * 9),
        ("main.1.body.1", "batchnorm", "", 1, (8, 4, 4), 16),
        ("main.1.body.2", "activation", "gelu", 1, (8, 4, 4), 0),
        ("main.1.shortcut.0", "conv2d", "1×1, stride 2", 1, (8, 4, 4), 8 * 4 + 8),
        ("main.2", "pool", "global", 0, (8,), 0),
        ("main.3", "linear", "", 0, (10,), 90),
    ]


def test_says_where_each_node_is_written() -> None:
    fields = [node.field for node in outline(NETWORK)]
    assert fields[4:6] == ["network.layers.1.body.2", "network.layers.1.shortcut.0"]
    under = outline(HypernetworkSpec(main=NETWORK))
    assert under[4].field == "network.main.layers.1.body.2"


def test_an_mlp_is_written_as_widths_and_one_activation() -> None:
    rows = [
        (n.op, n.field, n.output, n.parameters) for n in outline(MlpSpec(widths=(784, 500, 10)))
    ]
    assert rows == [
        ("linear", "network.widths.1", (500,), 784 * 500 + 500),
        ("activation", "network.activation", (500,), 0),
        ("linear", "network.widths.2", (10,), 5010),
    ]


def test_counts_what_a_hypernetwork_generates() -> None:
    first, *_ = outline(HypernetworkSpec(main=NETWORK))
    assert (first.parameters, first.generated) == (112, 108)
    both, *_ = outline(HypernetworkSpec(main=NETWORK, generates="weights_and_biases"))
    assert both.generated == 112
    assert not any(node.generated for node in outline(NETWORK))


@pytest.mark.parametrize("network", small_networks().values(), ids=small_networks())
def test_nodes_meet_and_add_up_to_the_network(network: NetworkSpec) -> None:
    layout, nodes = lay_out(network), outline(network)
    assert sum(node.parameters for node in nodes) == sum(tensor.size for tensor in layout.main)
    assert [name for node in nodes for name in node.layers] == [
        layer.name for layer in layout.layers
    ]
    top = [node for node in nodes if node.depth == 0]
    assert top[0].input == layout.input
    for before, after in pairwise(top):
        assert after.input == before.output


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_fields_are_places_of_the_spec(preset: object) -> None:
    spec = preset.spec  # type: ignore[attr-defined]
    written = parse_spec(spec.model_dump(mode="json")).model_dump(mode="json")
    for node in outline(spec.network):
        at: object = written
        for key in node.field.split("."):
            at = at[int(key)] if isinstance(at, list) else at[key]  # type: ignore[index]
        assert at is not None
