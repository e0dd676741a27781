"""What heads of every kind generate has the variance that hyperfan asks for: sampled, not computed."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from fanscope.errors import SpecError
from fanscope.layout import NetworkLayout, lay_out
from fanscope.networks.hypernetwork import Context, compute_features, generate
from fanscope.networks.sampling import sample_network
from fanscope.schemes import resolve
from fanscope.schemes.chunked_hyperfan import mean_targets
from fanscope.schemes.features import feature_second_moment
from fanscope.spec import SchemeChoice
from support.hypernetworks import CONDITIONINGS, HEADS, hypernetwork
from support.sampling import assert_mean

MAIN = {"kind": "mlp", "widths": [12, 9, 4], "activation": "tanh"}
NUM_NETWORKS = 300
Floats = NDArray[np.float64]
Moments = dict[str, Floats]


def generated_moments(
    layout: NetworkLayout, scheme: str, *, networks: int
) -> tuple[Moments, Floats]:
    """Sample independent hypernetworks.

    Returns:
        The mean square of each generated tensor, [networks] by name; the mean square of each row of
        features, [networks, rows].
    """
    assert layout.hypernet is not None
    assignment = resolve(SchemeChoice(name=scheme)).assign(layout)
    generator = torch.Generator().manual_seed(11)
    tensors_made, features_made = [], []
    for _ in range(networks):
        tensors = sample_network(layout, assignment, generator=generator, dtype=torch.float64)
        noise = torch.randn(layout.hypernet.code.size, generator=generator, dtype=torch.float64)
        features = compute_features(layout.hypernet, tensors, Context(noise=noise))
        made = generate(layout, tensors, features)
        tensors_made.append([tensor.square().mean().item() for tensor in made.values()])
        features_made.append(features.square().mean(1).numpy())
    return dict(zip(made, np.array(tensors_made).T, strict=True)), np.array(features_made)


HOW_LENGTH_COUNTS: dict[str, Callable[[Floats], Floats]] = {
    "per-tensor": lambda s: s,
    "no-offsets": lambda s: s,
    "base": lambda s: (1 + s) / 2,
    "low-rank": np.ones_like,
    "factors-alone": np.square,
}
"""A generated variance over its target, given s = |h|^2 / (d_k V) of the features it is made from."""


@pytest.mark.parametrize("trunk", [None, "relu", "tanh"])
@pytest.mark.parametrize("conditioning", CONDITIONINGS)
@pytest.mark.parametrize("heads", HOW_LENGTH_COUNTS)
def test_generated_variances_are_what_the_layer_asks_for(
    heads: str, conditioning: str, trunk: str | None
) -> None:
    layout = lay_out(
        hypernetwork(
            MAIN,
            heads=heads,
            conditioning=conditioning,
            generates="weights_and_biases",
            trunk={"widths": [50], "activation": trunk} if trunk else {},
        )
    )
    assert layout.hypernet is not None
    moments, features = generated_moments(layout, "hyperfan-in", networks=NUM_NETWORKS)
    lengths = features / feature_second_moment(layout.hypernet)
    for layer in layout.layers:
        assert layer.weight_head is not None
        expected = HOW_LENGTH_COUNTS[heads](lengths[:, layer.weight_head.row])
        assert_mean(moments[layer.weight.name] * 2 * layer.fan_in / expected, 1.0)
        assert layer.bias is not None
        expected = HOW_LENGTH_COUNTS["base" if heads == "base" else "per-tensor"](
            lengths[:, layer.weight_head.row]
        )
        assert_mean(moments[layer.bias.name] * 2 / expected, 1.0)


@pytest.mark.parametrize("trunk", [None, "relu", "tanh"])
@pytest.mark.parametrize("conditioning", CONDITIONINGS)
def test_features_have_the_second_moment_that_is_divided_by(
    conditioning: str, trunk: str | None
) -> None:
    """Exactly so but for tanh, where few or unequal numbers in the code make no normal pre-activation."""
    layout = lay_out(
        hypernetwork(
            MAIN,
            conditioning=conditioning,
            trunk={"widths": [50], "activation": trunk} if trunk else {},
        )
    )
    assert layout.hypernet is not None
    _, features = generated_moments(layout, "hyperfan-in", networks=NUM_NETWORKS)
    lengths = features[:, 0] / feature_second_moment(layout.hypernet)
    if trunk == "tanh":
        assert lengths.mean() == pytest.approx(1.0, abs=0.15)
    elif trunk is None and layout.hypernet.code.is_deterministic:
        np.testing.assert_allclose(lengths, 1.0, rtol=1e-12)
    else:
        assert_mean(lengths, 1.0)


@pytest.mark.parametrize("scheme", ["hyperfan-in", "hyperfan-out"])
@pytest.mark.parametrize("trunk", [None, "relu"])
@pytest.mark.parametrize("conditioning", CONDITIONINGS)
def test_chunks_have_the_mean_of_their_targets(
    conditioning: str, trunk: str | None, scheme: str
) -> None:
    """hypnettorch's variant gives 1.9 to 2 times the target behind a Kaiming trunk; here it is 1."""
    layout = lay_out(
        hypernetwork(
            MAIN,
            heads="chunked",
            conditioning=conditioning,
            generates="weights",
            trunk={"widths": [100], "activation": trunk} if trunk else {},
        )
    )
    assert layout.hypernet is not None
    chunks = layout.hypernet.chunks
    assert chunks is not None
    assert len(chunks.embeddings) == 3
    fan = {"hyperfan-in": (12, 9), "hyperfan-out": (9, 4)}[scheme]
    targets = {f"main.{index}.weight": 1 / fan[index] for index in (0, 1)}
    wanted = mean_targets(layout.heads, chunks, targets)
    assert wanted == pytest.approx([1 / fan[0], 1 / fan[0], (8 / fan[0] + 36 / fan[1]) / 44])
    moments, _ = generated_moments(layout, scheme, networks=NUM_NETWORKS)
    expected = (100 * wanted[0] + 8 * wanted[2]) / 108
    assert_mean(moments["main.0.weight"] / expected, 1.0)
    assert_mean(moments["main.1.weight"] / wanted[2], 1.0)


def test_chunks_of_several_sizes_through_a_tanh_trunk() -> None:
    """Learned codes are made small, so that tanh hardly bends and every chunk finds its second moment."""
    heads = {"kind": "chunked", "size": 54, "embedding": 30}
    spec = hypernetwork(MAIN, generates="weights", trunk={"widths": [200], "activation": "tanh"})
    layout = lay_out(spec.model_validate({**spec.model_dump(), "heads": heads}))
    moments, _ = generated_moments(layout, "hyperfan-in", networks=300)
    assert moments["main.0.weight"].mean() * 12 == pytest.approx(1.0, rel=0.05)
    assert moments["main.1.weight"].mean() * 9 == pytest.approx(1.0, rel=0.05)


def test_fixed_codes_and_tanh_cannot_tell_every_chunk_apart() -> None:
    main = {"kind": "mlp", "widths": [500, 2, 2]}
    heads = {"kind": "chunked", "size": 4, "embedding": 8}
    spec = hypernetwork(
        main, conditioning="noise", generates="weights", trunk={"widths": [9], "activation": "tanh"}
    )
    layout = lay_out(spec.model_validate({**spec.model_dump(), "heads": heads}))
    scheme = resolve(SchemeChoice(name="hyperfan-in"))
    reason = scheme.why_not(layout)
    assert reason is not None
    assert re.search(r"below 1.*trunk.activation: relu", reason)
    with pytest.raises(SpecError, match=r"below 1.*trunk.activation: relu"):
        scheme.assign(layout)


def test_the_ways_out_are_some() -> None:
    main = {"kind": "mlp", "widths": [500, 2, 2]}
    for conditioning, size, activation in (
        ("learned", 4, "tanh"),
        ("noise", 1004, "tanh"),
        ("noise", 4, "relu"),
    ):
        trunk = {"widths": [9], "activation": activation}
        heads = {"kind": "chunked", "size": size, "embedding": 8}
        spec = hypernetwork(main, conditioning=conditioning, generates="weights", trunk=trunk)
        layout = lay_out(spec.model_validate({**spec.model_dump(), "heads": heads}))
        scheme = resolve(SchemeChoice(name="hyperfan-in"))
        assert scheme.why_not(layout) is None
        assert scheme.assign(layout)


@pytest.mark.parametrize("scheme", ["xavier", "kaiming", "lecun", "torch-default", "orthogonal"])
def test_a_base_starts_as_an_ordinary_networks_weight(scheme: str) -> None:
    generated = lay_out(hypernetwork(MAIN, heads="base"))
    plain = lay_out(hypernetwork(MAIN).main)
    choice = SchemeChoice(name=scheme)
    of_hypernetwork = resolve(choice).assign(generated)
    of_plain = resolve(choice).assign(plain)
    for tensor in plain.trainable:
        assert of_hypernetwork[f"base.{tensor.name}"] == of_plain[tensor.name]


@pytest.mark.parametrize("conditioning", CONDITIONINGS)
@pytest.mark.parametrize("heads", HEADS)
def test_every_head_has_distributions(heads: str, conditioning: str) -> None:
    layout = lay_out(hypernetwork(MAIN, heads=heads, conditioning=conditioning))
    for name in ("xavier", "kaiming", "torch-default", "orthogonal", "zeros", "hyperfan-harmonic"):
        assignment = resolve(SchemeChoice(name=name)).assign(layout)
        assert list(assignment) == [tensor.name for tensor in layout.trainable]


@pytest.mark.parametrize(
    ("conditioning", "expected"),
    [("learned", 1.0), ("noise", 1.0), ("cosine", 0.5), ("one-hot", 0.5), ("given", 1.25)],
)
def test_second_moment_of_the_code_passes_a_relu_trunk(conditioning: str, expected: float) -> None:
    for trunk in ([], [20, 20]):
        spec = hypernetwork(conditioning=conditioning, trunk={"widths": trunk})
        hypernet = lay_out(spec).hypernet
        assert hypernet is not None
        assert feature_second_moment(hypernet) == pytest.approx(expected, rel=1e-6)
