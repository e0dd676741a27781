"""Shapes, names and fans of any network, against torch's own shapes and published parameter counts."""

from __future__ import annotations

from typing import Any

import pytest

from fanscope.errors import SpecError
from fanscope.layout import NetworkLayout, lay_out
from fanscope.spec import HypernetworkSpec, SequentialSpec
from support.networks import Tree, conv, linear, phi, sequential, small_networks


def num_parameters(network: SequentialSpec) -> int:
    return sum(tensor.size for tensor in lay_out(network).main)


def test_all_cnn_c_has_the_published_number_of_parameters() -> None:
    """Springenberg et al. 2015, Table 1, All-CNN-C with 10 classes: 1.37 million."""
    c96, c192 = conv(96), conv(192)
    down = {"stride": 2}
    layers = [c96, c96, conv(96, **down), c192, c192, conv(192, **down), c192]
    ones = [{"op": "conv2d", "channels": n, "kernel": 1} for n in (192, 10)]
    with_relu = [step for layer in [*layers, *ones] for step in (layer, phi())]
    network = sequential([3, 32, 32], *with_relu, {"op": "pool", "kind": "global"})
    assert num_parameters(network) == 1_369_738
    assert lay_out(network).output == (10,)


def basic_block(channels: int, stride: int, *, changes: bool) -> Tree:
    body = [
        conv(channels, stride=stride, bias=False),
        {"op": "batchnorm"},
        phi(),
        conv(channels, bias=False),
        {"op": "batchnorm"},
    ]
    projection = {
        "op": "conv2d",
        "channels": channels,
        "kernel": 1,
        "stride": stride,
        "bias": False,
    }
    shortcut = [projection, {"op": "batchnorm"}] if changes else []
    return {"op": "residual", "body": body, "shortcut": shortcut}


def test_resnet_18_has_the_published_number_of_parameters() -> None:
    """He et al. 2016, Table 1; torchvision counts 11,689,512."""
    layers: list[Tree] = [
        {"op": "conv2d", "channels": 64, "kernel": 7, "stride": 2, "padding": 3, "bias": False},
        {"op": "batchnorm"},
        phi(),
        {"op": "pool", "kind": "max", "kernel": 3, "stride": 2, "padding": 1},
    ]
    for index, channels in enumerate((64, 128, 256, 512)):
        stride = 1 if index == 0 else 2
        layers += [basic_block(channels, stride, changes=index > 0), phi()]
        layers += [basic_block(channels, 1, changes=False), phi()]
    layers += [{"op": "pool", "kind": "global"}, linear(1000)]
    network = sequential([3, 224, 224], *layers)
    assert num_parameters(network) == 11_689_512
    layout = lay_out(network)
    assert layout.program[3].output == (64, 56, 56)
    assert layout.program[-2].input == (512, 7, 7)


def test_mobilenet_v1_has_the_published_number_of_parameters() -> None:
    """Howard et al. 2017, Table 1: 4.2 million; with two numbers a batch-norm channel 4,231,976."""

    def normed(layer: Tree) -> list[Tree]:
        return [layer, {"op": "batchnorm"}, phi()]

    layers, channels = normed(conv(32, stride=2, bias=False)), 32
    blocks = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)]
    for out, stride in [*blocks, *[(512, 1)] * 5, (1024, 2), (1024, 1)]:
        layers += normed(conv(channels, groups=channels, stride=stride, bias=False))
        layers += normed({"op": "conv2d", "channels": out, "kernel": 1, "bias": False})
        channels = out
    layers += [{"op": "pool", "kind": "global"}, linear(1000)]
    assert num_parameters(sequential([3, 224, 224], *layers)) == 4_231_976


def encoder_block(features: int, heads: int, hidden: int, *, causal: bool = False) -> list[Tree]:
    norm = {"op": "layernorm"}
    attention = {"op": "attention", "heads": heads, "causal": causal}
    mlp = [norm, linear(hidden), phi("gelu"), linear(features)]
    return [
        {"op": "residual", "body": [norm, attention]},
        {"op": "residual", "body": mlp},
    ]


def test_gpt_2_has_the_published_number_of_parameters() -> None:
    """Radford et al. 2019: 124,439,808 with the output tied to the embedding, which is left out here."""
    blocks = [step for _ in range(12) for step in encoder_block(768, 12, 3072, causal=True)]
    embedding = {"op": "embedding", "vocabulary": 50_257, "features": 768}
    network = sequential([1024], embedding, {"op": "positions"}, *blocks, {"op": "layernorm"})
    assert num_parameters(network) == 124_439_808


def test_vit_b_16_has_the_published_number_of_parameters() -> None:
    """Dosovitskiy et al. 2021, Table 1: 86 million; torchvision 86,567,656, its class token and its place are 1,536."""
    patches = {"op": "conv2d", "channels": 768, "kernel": 16, "stride": 16}
    blocks = [step for _ in range(12) for step in encoder_block(768, 12, 3072)]
    tail = [{"op": "layernorm"}, {"op": "pool", "kind": "global"}, linear(1000)]
    network = sequential(
        [3, 224, 224], patches, {"op": "tokens"}, {"op": "positions"}, *blocks, *tail
    )
    assert num_parameters(network) == 86_567_656 - 2 * 768


def layout(name: str) -> NetworkLayout:
    return lay_out(small_networks()[name])


def test_names_are_places_in_the_spec() -> None:
    names = [layer.name for layer in layout("residual").layers]
    assert names == [
        "main.0",
        "main.1.body.2",
        "main.1.body.5",
        "main.1.shortcut.0",
        "main.2.body.0",
        "main.5",
    ]
    attention = [layer.name for layer in layout("attention").layers]
    assert "main.3.body.1.query" in attention
    assert len(set(attention)) == len(attention)


def test_fans_count_the_channels_of_a_group_and_the_kernel_area() -> None:
    grouped = layout("convolutional").layers[1]
    assert (grouped.fan_in, grouped.fan_out) == (2 * 9, 2 * 9)
    assert grouped.weight.shape == (4, 2, 3, 3)
    assert grouped.num_places == 16


def test_a_layer_knows_what_stands_in_front_and_behind() -> None:
    first, second, third, last = layout("convolutional").layers
    assert (first.fed_by, first.activation) == ("relu", "relu")
    assert (second.fed_by, second.activation) == ("relu", "leaky-relu")
    assert (third.fed_by, third.activation) == ("leaky-relu", "silu")
    assert (last.fed_by, last.activation) == ("silu", "linear")


@pytest.mark.parametrize("kind", ["batchnorm", "layernorm", "rmsnorm"])
def test_behind_a_norm_nothing_has_to_be_undone(kind: str) -> None:
    network = sequential([4], linear(4), phi(), {"op": kind, "affine": True}, linear(3))
    assert lay_out(network).layers[1].fed_by == "linear"


def test_a_hypernetwork_generates_every_layer_under_its_own_name() -> None:
    for name, main in small_networks().items():
        network = HypernetworkSpec(main=main, generates="weights_and_biases")
        generated = {tensor.name for tensor in lay_out(network).generated}
        layers = lay_out(main).layers
        wanted = {t.name for layer in layers for t in (layer.weight, layer.bias) if t is not None}
        assert generated == wanted, name


FAULTS: list[tuple[str, list[int], list[Tree], str, str]] = [
    ("linear on an image", [1, 8, 8], [linear(3)], "network.layers.0", "[1, 8, 8]"),
    ("conv on features", [64], [conv(3)], "network.layers.0", "[64]"),
    ("groups", [3, 8, 8], [conv(4, groups=2)], "network.layers.0", "3 input channels"),
    ("kernel", [1, 4, 4], [conv(4, kernel=9)], "network.layers.0", "does not fit a side of 4"),
    ("pool", [9], [{"op": "pool", "kind": "max", "kernel": 2}], "network.layers.0", "[9]"),
    ("heads", [4, 10], [{"op": "attention", "heads": 3}], "network.layers.0", "10 features"),
    (
        "residual",
        [1, 8, 8],
        [{"op": "residual", "body": [conv(4)]}],
        "network.layers.0",
        "[4, 8, 8] and the shortcut [1, 8, 8]",
    ),
    (
        "nested",
        [4],
        [linear(4), {"op": "residual", "body": [linear(4), {"op": "tokens"}]}],
        "network.layers.1.body.1",
        "[4]",
    ),
    (
        "late embedding",
        [4],
        [linear(4), {"op": "embedding", "vocabulary": 3, "features": 2}],
        "network.layers.1",
        "first layer",
    ),
    ("group norm", [6, 2, 2], [{"op": "groupnorm", "groups": 4}], "network.layers.0", "6 channels"),
]


@pytest.mark.parametrize(
    ("shape", "layers", "field", "words"), [case[1:] for case in FAULTS], ids=[c[0] for c in FAULTS]
)
def test_shapes_that_do_not_meet_are_told_at_their_layer(
    shape: list[int], layers: list[Any], field: str, words: str
) -> None:
    with pytest.raises(SpecError) as caught:
        lay_out(sequential(shape, *layers))
    (issue,) = caught.value.issues
    assert issue.field == field
    assert words in issue.message


@pytest.mark.parametrize(
    ("side", "options"),
    [
        (1, {"kernel": 1, "padding": 1}),
        (1, {"kernel": 2, "padding": 1, "dilation": 2}),
        (3, {"kernel": 2, "padding": 4, "stride": 3}),
    ],
)
def test_windows_that_see_padding_alone_are_refused(side: int, options: Tree) -> None:
    with pytest.raises(SpecError, match="see padding alone"):
        lay_out(sequential([1, side, side], conv(2, **options)))


@pytest.mark.parametrize(
    "options", [{"kernel": 3}, {"kernel": 5, "padding": 4}, {"dilation": 3, "padding": 3}]
)
def test_windows_that_see_a_corner_are_not(options: Tree) -> None:
    assert lay_out(sequential([1, 5, 5], conv(2, **options))).layers
