"""Generated tensors against numpy, by hand."""

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from fanscope.distribution import normal
from fanscope.layout import NetworkLayout, lay_out
from fanscope.networks.hypernetwork import ALWAYS, Context, compute_features, generate, make_main
from fanscope.networks.sampling import sample_network
from fanscope.schemes import resolve
from fanscope.spec import Adam, HypernetworkSpec, SchemeChoice, Sgd
from fanscope.training.update import choose_update_rule
from support.hypernetworks import CONDITIONINGS, HEADS, hypernetwork, main_networks


def network(**changes: object) -> HypernetworkSpec:
    small = {"main": {"widths": [5, 4, 3]}, "conditioning": {"size": 6}}
    return HypernetworkSpec.model_validate({**small, **changes})


def draw(layout: NetworkLayout) -> dict[str, Tensor]:
    assignment = {tensor.name: normal(1.0) for tensor in layout.trainable}
    generator = torch.Generator().manual_seed(3)
    return sample_network(layout, assignment, generator=generator, dtype=torch.float64)


def run(
    spec: HypernetworkSpec, context: Context = ALWAYS
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    layout = lay_out(spec)
    assert layout.hypernet is not None
    tensors = draw(layout)
    return tensors, generate(layout, tensors, compute_features(layout.hypernet, tensors, context))


def arrays(tensors: dict[str, Tensor]) -> dict[str, NDArray[np.float64]]:
    return {name: tensor.numpy() for name, tensor in tensors.items()}


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


CONTEXTS = {
    "task": Context(task=1),
    "noise": Context(noise=torch.tensor([0.5, -1.0, 2.0, 0.1, 0.3, -0.7])),
}


def code_by_hand(kind: str, layer: int, own: dict[str, NDArray[np.float64]]) -> list[float]:
    match kind:
        case "learned":
            return list(own[f"embedding.main.{layer}"])
        case "task":
            return list(own["embedding.task.1"])
        case "noise":
            return [0.5, -1.0, 2.0, 0.1, 0.3, -0.7]
        case "given":
            return [0.5, -1.5]
        case "cosine":
            return [np.cos(0.15 * np.pi), np.sin(0.15 * np.pi)]
        case _:
            return [1.0, 0.0] if layer == 0 else [0.0, 1.0]


@pytest.mark.parametrize("kind", CONDITIONINGS)
def test_every_kind_of_code(kind: str) -> None:
    spec = hypernetwork(conditioning=kind, generates="weights")
    tensors, generated = run(spec, CONTEXTS.get(kind, ALWAYS))
    own = arrays(tensors)
    for layer in (0, 1):
        name = f"main.{layer}.weight"
        expected = own[f"head.{name}.kernel"] @ np.array(code_by_hand(kind, layer, own))
        expected += own[f"head.{name}.offset"]
        np.testing.assert_allclose(generated[name].flatten(), expected, rtol=1e-6)


def test_noise_needs_a_draw() -> None:
    with pytest.raises(ValueError, match="needs a draw"):
        run(hypernetwork(conditioning="noise"))


def test_chunks_are_pieces_of_one_row() -> None:
    heads = {"kind": "chunked", "size": 7, "embedding": 3}
    spec = network(generates="weights_and_biases", heads=heads, trunk={"widths": [8]})
    tensors, generated = run(spec)
    own, pieces = arrays(tensors), []
    for chunk, layer in enumerate((0, 0, 0, 0, 1, 1)):
        code = np.append(own[f"embedding.main.{layer}"], own[f"embedding.chunk.{chunk}"])
        features = np.maximum(own["trunk.0.weight"] @ code + own["trunk.0.bias"], 0)
        pieces.append(own["head.chunks.kernel"] @ features + own["head.chunks.offset"])
    row = np.concatenate(pieces)
    for name, start, shape in (
        ("main.0.weight", 0, (4, 5)),
        ("main.0.bias", 20, (4,)),
        ("main.1.weight", 24, (3, 4)),
        ("main.1.bias", 36, (3,)),
    ):
        expected = row[start : start + int(np.prod(shape))].reshape(shape)
        np.testing.assert_allclose(generated[name], expected, rtol=1e-12)


@pytest.mark.parametrize("base", [True, False])
def test_low_rank_weights_are_products_of_their_factors(base: bool) -> None:
    heads = {"kind": "low_rank", "rank": 2, "base": base}
    tensors, generated = run(network(heads=heads))
    own = arrays(tensors)
    left, right = (
        own[f"head.main.1.weight.{side}.kernel"] @ own["embedding.main.1"]
        + own[f"head.main.1.weight.{side}.offset"]
        for side in ("left", "right")
    )
    added = left.reshape(3, 2) @ right.reshape(2, 4)
    expected = added + own["base.main.1.weight"] if base else added
    np.testing.assert_allclose(generated["main.1.weight"], expected, rtol=1e-12)
    assert np.linalg.matrix_rank(added) == 2


def test_a_base_is_added() -> None:
    spec = hypernetwork(heads="base")
    tensors, generated = run(spec)
    own = arrays(tensors)
    for name in ("main.0.weight", "main.1.bias"):
        head = own[f"head.{name}.kernel"] @ own[f"embedding.{name.rpartition('.')[0]}"]
        expected = own[f"base.{name}"] + (head + own[f"head.{name}.offset"]).reshape(
            generated[name].shape
        )
        np.testing.assert_allclose(generated[name], expected, rtol=1e-12)


MAINS = main_networks()


@pytest.mark.parametrize("kind", CONDITIONINGS)
@pytest.mark.parametrize("heads", HEADS)
def test_every_tensor_gets_the_gradient_of_finite_differences(heads: str, kind: str) -> None:
    """Of a smooth function of all generated tensors, with respect to the largest entry of each trained one."""
    spec = hypernetwork(
        MAINS["residual"],
        heads=heads,
        conditioning=kind,
        trunk={"widths": [5], "activation": "tanh"},
    )
    layout, context = lay_out(spec), CONTEXTS.get(kind, ALWAYS)
    assert layout.hypernet is not None
    hypernet = layout.hypernet
    tensors = {name: (0.3 * t).requires_grad_() for name, t in draw(layout).items()}

    def total() -> Tensor:
        generated = generate(layout, tensors, compute_features(hypernet, tensors, context))
        return torch.stack([tensor.sin().mean() for tensor in generated.values()]).sum()

    other_task = f"embedding.task.{1 - context.task}"
    used = [tensor for name, tensor in tensors.items() if name != other_task]
    gradients = torch.autograd.grad(total(), used)
    step = 1e-6
    for tensor, gradient in zip(used, gradients, strict=True):
        index = int(gradient.abs().argmax())
        flat = tensor.detach().view(-1)
        flat[index] += step
        above = total().item()
        flat[index] -= 2 * step
        below = total().item()
        flat[index] += step
        expected = (above - below) / (2 * step)
        assert gradient.view(-1)[index].item() == pytest.approx(expected, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("scheme", ["xavier", "torch-default", "hyperfan-in", "orthogonal"])
@pytest.mark.parametrize("heads", ["per-tensor", "no-offsets", "base", "chunked", "low-rank"])
def test_generated_norms_and_multipliers_start_where_ordinary_ones_do(
    heads: str, scheme: str
) -> None:
    layout = lay_out(hypernetwork(MAINS["residual"], heads=heads))
    assert layout.hypernet is not None
    assignment = resolve(SchemeChoice(name=scheme)).assign(layout)
    tensors = sample_network(layout, assignment, generator=torch.Generator().manual_seed(1))
    generated = generate(layout, tensors, compute_features(layout.hypernet, tensors))
    starts = {t.name: t.start for t in layout.main if t.role in ("norm_scale", "norm_shift")}
    assert len(starts) == 3
    for name, start in {**starts, "main.2.multiplier": 1.0}.items():
        assert generated[name].eq(start).all(), name


@pytest.mark.parametrize("scheme", ["xavier", "torch-default", "hyperfan-in"])
def test_low_rank_weights_start_at_their_base(scheme: str) -> None:
    layout = lay_out(hypernetwork(MAINS["convolutional"], heads="low-rank"))
    assert layout.hypernet is not None
    assignment = resolve(SchemeChoice(name=scheme)).assign(layout)
    tensors = sample_network(layout, assignment, generator=torch.Generator().manual_seed(1))
    generated = generate(layout, tensors, compute_features(layout.hypernet, tensors))
    for layer in layout.layers:
        weight = generated[layer.weight.name]
        assert weight.equal(tensors[f"base.{layer.weight.name}"])
        assert weight.var() > 0


def test_the_whole_main_network_in_another_context() -> None:
    layout = lay_out(hypernetwork(conditioning="task", generates="weights"))
    assert layout.hypernet is not None
    tensors = draw(layout)
    for task in (0, 1):
        main = make_main(layout, tensors, Context(task=task))
        assert set(main) == {tensor.name for tensor in layout.main}
        assert main["main.0.bias"] is tensors["main.0.bias"]
        features = compute_features(layout.hypernet, tensors, Context(task=task))
        assert main["main.0.weight"].equal(generate(layout, tensors, features)["main.0.weight"])
    plain = lay_out(hypernetwork().main)
    own = draw(plain)
    assert make_main(plain, own) == own


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_codes_of_other_tasks_stay_where_they_are(optimizer: str) -> None:
    layout = lay_out(network(conditioning={"kind": "task", "tasks": 2, "size": 6}))
    tensors = {name: t.clone() for name, t in draw(layout).items()}
    start = {name: t.clone() for name, t in tensors.items()}
    rule = choose_update_rule(layout, Adam(lr=0.1) if optimizer == "adam" else Sgd(lr=0.1), tensors)
    for task in (0, 0, 1):
        rule.condition((Context(task=task),))
        rule.update([{name: torch.ones_like(t) for name, t in rule.main.items()}])
        moved = {
            k: not torch.equal(rule.trainable[f"embedding.task.{k}"], start[f"embedding.task.{k}"])
            for k in (0, 1)
        }
        assert moved == {0: True, 1: task == 1}
    kept = rule.trainable["embedding.task.0"].detach().clone()
    rule.condition((Context(task=1),))
    rule.update([{name: torch.ones_like(t) for name, t in rule.main.items()}])
    assert torch.equal(rule.trainable["embedding.task.0"].detach(), kept)
