"""Every number of a diagnosis against one computed by hand: numpy for moments, autograd for gradients."""

from __future__ import annotations

from math import sqrt
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils.rnn import PackedSequence

from fanscope.diagnose import Report, diagnose
from support.modules import CASES, TOKENS, B, Functional, Hyper, Shared, X, mlp

GENERATOR_SEED = 0


def cotangent(output: Tensor) -> Tensor:
    return torch.randn(output.shape, generator=torch.Generator().manual_seed(GENERATOR_SEED))


def second_moment(values: Tensor) -> float:
    return float(np.mean(values.detach().numpy().astype(np.float64) ** 2))


def between(values: Tensor) -> float:
    """Variance of each unit over the inputs, mean over the units."""
    return float(values.detach().numpy().astype(np.float64).reshape(B, -1).var(axis=0).mean())


def cosine(values: Tensor) -> float:
    rows = values.detach().numpy().astype(np.float64).reshape(B, -1)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    gram = rows @ rows.T
    return float((gram.sum() - np.trace(gram)) / (B * (B - 1)))


def by_name(report: Report) -> dict[str, Any]:
    return {layer.name: layer for layer in report.layers}


def check(report: Report, by_hand: dict[str, Tensor], gradients: dict[str, Tensor]) -> None:
    layers = by_name(report)
    assert list(layers) == list(by_hand)
    for name, values in by_hand.items():
        layer = layers[name]
        assert layer.second_moment == pytest.approx(second_moment(values), rel=1e-5)
        assert layer.between_input_var == pytest.approx(between(values), rel=1e-5)
        assert layer.mean_cosine == pytest.approx(cosine(values), rel=1e-4, abs=1e-6)
        assert layer.gradient == pytest.approx(second_moment(gradients[name]), rel=1e-4)


@pytest.mark.parametrize("inplace", [False, True])
def test_a_perceptron(inplace: bool) -> None:
    """In-place activations come after what is measured, also on the way back."""
    module = mlp(inplace=inplace)
    x, made = X, {}
    for index in (0, 2, 4, 6):
        layer = module[index]
        y = F.linear(x, layer.weight, layer.bias)  # type: ignore[arg-type]
        y.retain_grad()
        made[str(index)] = y
        x = y.clamp(min=0)
    torch.autograd.backward((made["6"] * cotangent(made["6"])).sum())
    gradients = {name: y.grad for name, y in made.items() if y.grad is not None}
    report = diagnose(module, X)
    check(report, made, gradients)
    first = by_name(report)["0"]
    assert first.zeros == pytest.approx(float((made["0"] <= 0).double().mean()))
    assert first.dead == pytest.approx(float((made["0"] <= 0).all(0).double().mean()))
    assert (first.behind, by_name(report)["6"].behind) == ("relu", "")


def test_a_loss_is_a_mean_over_the_batch() -> None:
    """The gradient is that of one example's loss: the batch mean's times the batch size."""
    module, labels = mlp(), torch.arange(B) % 5
    y = F.linear(X, module[0].weight, module[0].bias)  # type: ignore[arg-type]
    output = module[1:](y)
    y.retain_grad()
    each = F.cross_entropy(output, labels, reduction="none")
    torch.autograd.backward(each.sum())
    report = diagnose(module, X, loss=F.cross_entropy, targets=labels)
    assert y.grad is not None
    assert report.layers[0].gradient == pytest.approx(second_moment(y.grad), rel=1e-4)
    assert report.evidence is not None
    assert float(report.evidence.seeds.loss[0]) == pytest.approx(float(each.mean().detach()))


def test_a_layer_that_is_used_again_is_measured_each_time() -> None:
    module = Shared()
    x = module.table(TOKENS)
    x.retain_grad()
    made = {"table": x}
    for use in ("layer", "layer@2", "layer@3"):
        made[use] = module.layer(x)
        made[use].retain_grad()
        x = made[use].tanh()
    made["head"] = module.head(x)
    made["head"].retain_grad()
    torch.autograd.backward((made["head"] * cotangent(made["head"])).sum())
    gradients = {name: y.grad for name, y in made.items() if y.grad is not None}
    check(diagnose(module, TOKENS), made, gradients)


def test_raw_parameters_and_generated_weights() -> None:
    module = Functional()
    first = X @ module.first.T
    second = first.relu() @ module.second
    layers = by_name(diagnose(module, X))
    assert list(layers) == ["first", "second"]
    assert layers["first"].second_moment == pytest.approx(second_moment(first), rel=1e-5)
    assert layers["second"].second_moment == pytest.approx(second_moment(second), rel=1e-5)
    assert (layers["second"].fans, layers["second"].lecun) == ("16→5", pytest.approx(1 / 4))

    hyper = Hyper()
    weight = hyper.head(hyper.code).view(5, 12)
    report = diagnose(hyper, X)
    main = report.layers[1]
    assert main.second_moment == pytest.approx(second_moment(F.linear(X, weight)), rel=1e-5)
    assert main.std == pytest.approx(float(weight.detach().std(correction=0)), rel=1e-5)


@pytest.mark.parametrize("batch_first", [False, True])
def test_attention_is_looked_into(batch_first: bool) -> None:
    module = nn.MultiheadAttention(12, 3, batch_first=batch_first)
    nn.init.normal_(module.in_proj_bias)
    x = torch.randn(B, 6, 12)
    given = x if batch_first else x.transpose(0, 1)
    projected = F.linear(x, module.in_proj_weight, module.in_proj_bias)
    projected.retain_grad()
    q, k, v = (each.view(B, 6, 3, 4).transpose(1, 2) for each in projected.chunk(3, dim=-1))
    mixed = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(B, 6, 12)
    output = module.out_proj(mixed)
    output.retain_grad()
    g = cotangent(output if batch_first else output.transpose(0, 1))
    torch.autograd.backward((output * (g if batch_first else g.transpose(0, 1))).sum())

    class Alone(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.attention = module

        def forward(self, x: Tensor) -> Tensor:
            made: Tensor = self.attention(x, x, x, need_weights=False)[0]
            return made

    report = diagnose(Alone(), given, batch_dim=0 if batch_first else 1)
    assert projected.grad is not None
    assert output.grad is not None
    check(
        report,
        {"attention.in_proj": projected, "attention.out_proj": output},
        {"attention.in_proj": projected.grad, "attention.out_proj": output.grad},
    )


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
def test_gates_of_recurrent_layers(kind: str) -> None:
    """Unrolled by torch's own cells, one step at a time; outputs equal those of the fused layer."""
    module = getattr(nn, kind)(12, 9)
    cell = getattr(nn, f"{kind}Cell")(12, 9)
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
        getattr(cell, name).data = getattr(module, f"{name}_l0").data
    x = torch.randn(6, B, 12)
    hidden = torch.zeros(B, 9)
    state: Any = (hidden, hidden) if kind == "LSTM" else hidden
    gates = []
    for step in x:
        hidden = state[0] if kind == "LSTM" else state
        from_x = F.linear(step, cell.weight_ih, cell.bias_ih)
        from_h = F.linear(hidden, cell.weight_hh, cell.bias_hh)
        if kind == "GRU":
            reset = (from_x + from_h)[:, :9].sigmoid()
            new = from_x[:, 18:] + reset * from_h[:, 18:]
            gates.append(torch.cat([(from_x + from_h)[:, :18], new], dim=1))
        else:
            gates.append(from_x + from_h)
        state = cell(step, state)
    stacked = torch.stack(gates, dim=1)
    layer = diagnose(module, x).layers[0]
    assert layer.name == "l0"
    assert layer.second_moment == pytest.approx(second_moment(stacked), rel=1e-4)
    assert layer.between_input_var == pytest.approx(between(stacked), rel=1e-4)
    assert layer.torch == pytest.approx(1 / sqrt(3 * 9))


@pytest.mark.parametrize("name", ["lstm", "gru", "rnn", "packed lstm"])
def test_unrolled_layers_give_what_fused_ones_give(name: str) -> None:
    case = CASES[name]()
    seen: list[Any] = []

    class Alone(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = case.module

        def forward(self, x: Any) -> Any:
            output, state = self.layer(x)
            flat = output.data if isinstance(output, PackedSequence) else output
            seen.append((flat, state))
            return flat

    module = Alone()
    diagnose(module, (case.batch,), batch_dim=0)
    with torch.no_grad():
        module(case.batch)
    unrolled, fused = seen[0], seen[2]
    torch.testing.assert_close(unrolled[0].detach(), fused[0])
    for mine, theirs in zip(_states(unrolled[1]), _states(fused[1]), strict=True):
        torch.testing.assert_close(mine.detach(), theirs)


def _states(state: Any) -> tuple[Tensor, ...]:
    return state if isinstance(state, tuple) else (state,)


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")  # torch.compile's own
@pytest.mark.parametrize("name", CASES)
def test_every_operation_is_seen_and_passes_a_gradient(name: str) -> None:
    case = CASES[name]()
    report = diagnose(case.module, case.batch)
    assert len(report.layers) == case.operations
    for layer in report.layers:
        assert layer.second_moment > 0
        assert layer.gradient > 0
        assert layer.healthy_second_moment > 0
        assert layer.healthy_gradient > 0


def test_in_front_of_a_norm_the_pre_activation_is_what_the_norm_makes_of_it() -> None:
    module = nn.Sequential(
        nn.Linear(12, 9), nn.LayerNorm(9), nn.ReLU(inplace=True), nn.Linear(9, 5)
    )
    normed = module[1](module[0](X))
    normed.retain_grad()
    output = module[3](normed.relu())
    output.retain_grad()
    torch.autograd.backward((output * cotangent(output)).sum())
    assert normed.grad is not None
    assert output.grad is not None
    report = diagnose(module, X)
    check(report, {"0": normed, "3": output}, {"0": normed.grad, "3": output.grad})
    assert report.layers[0].behind == "norm, relu"


def test_a_stream_that_also_goes_around_its_norm_is_measured_in_front() -> None:
    class Branch(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.first, self.norm, self.second = nn.Linear(12, 9), nn.LayerNorm(9), nn.Linear(9, 9)

        def forward(self, x: Tensor) -> Tensor:
            x = self.first(x)
            made: Tensor = x + self.second(self.norm(x))
            return made

    module = Branch()
    stream = module.first(X)
    stream.retain_grad()
    branch = module.second(module.norm(stream))
    branch.retain_grad()
    output = stream + branch
    torch.autograd.backward((output * cotangent(output)).sum())
    assert stream.grad is not None
    assert branch.grad is not None
    report = diagnose(module, X)
    check(
        report,
        {"first": stream, "second": branch},
        {"first": stream.grad, "second": branch.grad},
    )
    assert report.layers[0].behind == ""


@pytest.mark.filterwarnings("ignore:.torch.jit:DeprecationWarning")
def test_compiled_parts_have_their_plain_names() -> None:
    case = CASES["compiled inside"]()
    assert [layer.name for layer in diagnose(case.module, case.batch).layers] == ["0", "2"]
