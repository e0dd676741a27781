"""Update rules against the textbook: one graph from embeddings to loss, and torch.optim."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from fanscope.layout import NetworkLayout, lay_out
from fanscope.networks.forward import forward
from fanscope.networks.hypernetwork import compute_features, generate
from fanscope.networks.sampling import sample_network
from fanscope.schemes import resolve
from fanscope.spec import (
    Adam,
    AdamW,
    ExperimentSpec,
    Momentum,
    OptimizerSpec,
    SchemeChoice,
    Sgd,
)
from fanscope.training.conditioning import draw_contexts
from fanscope.training.dense import DenseUpdate
from fanscope.training.differentiation import differentiate
from fanscope.training.factored import FactoredSgd
from fanscope.training.update import UpdateRule, choose_update_rule
from support.hypernetworks import main_networks
from support.training import hypernetwork_experiment, plain_experiment

STEPS = 20
OPTIMIZERS: list[OptimizerSpec] = [
    Sgd(lr=0.05),
    Momentum(lr=0.02, momentum=0.8),
    Adam(lr=0.001, beta1=0.8, beta2=0.99),
    AdamW(lr=0.001, weight_decay=0.1),
]
EXPERIMENTS = {
    "plain": plain_experiment(),
    "plain without biases": plain_experiment(
        network={"kind": "mlp", "widths": [64, 12, 10], "bias": False, "activation": "relu"}
    ),
    "weights": hypernetwork_experiment(),
    "weights and biases": hypernetwork_experiment(network={"generates": "weights_and_biases"}),
    "no offsets": hypernetwork_experiment(network={"heads": {"bias": False}}),
    "tanh trunk": hypernetwork_experiment(
        network={"trunk": {"widths": [9, 5], "activation": "tanh"}}
    ),
    "base": hypernetwork_experiment(
        network={"heads": {"base": True}, "generates": "weights_and_biases"}
    ),
    "given code": hypernetwork_experiment(
        network={"conditioning": {"kind": "given", "values": [0.4], "encoding": "cosine"}}
    ),
    "one-hot code and trunk": hypernetwork_experiment(
        network={"conditioning": {"kind": "one_hot"}, "trunk": {"widths": [5]}}
    ),
    "one-hot code": hypernetwork_experiment(network={"conditioning": {"kind": "one_hot"}}),
    "task": hypernetwork_experiment(
        network={"conditioning": {"kind": "task", "tasks": 2, "size": 5}}
    ),
    "chunked": hypernetwork_experiment(
        network={"heads": {"kind": "chunked", "size": 100, "embedding": 4}}
    ),
    "low rank": hypernetwork_experiment(network={"heads": {"kind": "low_rank", "rank": 2}}),
    "norms": hypernetwork_experiment(
        network={"main": main_networks()["residual"], "generates": "all"}
    ),
    "relu trunk and biases": hypernetwork_experiment(
        network={"trunk": {"widths": [9]}, "generates": "weights_and_biases"}, activation="relu"
    ),
}


def draw(spec: ExperimentSpec, layout: NetworkLayout) -> dict[str, Tensor]:
    scheme = resolve(SchemeChoice(name="torch-default"))
    generator = torch.Generator().manual_seed(1)
    return sample_network(layout, scheme.assign(layout), generator=generator, dtype=torch.float64)


def batches() -> Iterator[tuple[Tensor, Tensor]]:
    generator = torch.Generator().manual_seed(2)
    while True:
        inputs = torch.randn(20, 64, generator=generator, dtype=torch.float64)
        yield inputs, torch.randint(10, (20,), generator=generator)


def train_by_the_textbook(
    spec: ExperimentSpec, optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]
) -> list[float]:
    layout = lay_out(spec.network)
    losses = []
    for _, (inputs, labels) in zip(range(STEPS), batches(), strict=False):
        main = dict(tensors)
        if layout.hypernet is not None:
            main |= generate(layout, tensors, compute_features(layout.hypernet, tensors))
        loss = functional.cross_entropy(forward(layout.program, main, inputs).logits, labels)
        gradients = torch.autograd.grad(loss, list(tensors.values()), allow_unused=True)
        for tensor, gradient in zip(tensors.values(), gradients, strict=True):
            tensor.grad = gradient
        optimizer.step()
        losses.append(loss.item())
    return losses


def train_by_rule(spec: ExperimentSpec, rule: UpdateRule) -> list[float]:
    layout = lay_out(spec.network)
    losses = []
    for _, (inputs, labels) in zip(range(STEPS), batches(), strict=False):
        trace = forward(layout.program, rule.main, inputs)
        loss = functional.cross_entropy(trace.logits, labels)
        rule.update([differentiate(loss, rule.main, trace).tensors])
        losses.append(loss.item())
    return losses


def torch_optimizer(spec: OptimizerSpec, tensors: list[Tensor]) -> torch.optim.Optimizer:
    if isinstance(spec, Sgd):
        return torch.optim.SGD(tensors, lr=spec.lr)
    if isinstance(spec, Momentum):
        return torch.optim.SGD(tensors, lr=spec.lr, momentum=spec.momentum)
    betas = (spec.beta1, spec.beta2)
    if isinstance(spec, Adam):
        return torch.optim.Adam(tensors, lr=spec.lr, betas=betas)
    return torch.optim.AdamW(tensors, lr=spec.lr, betas=betas, weight_decay=spec.weight_decay)


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: optimizer.kind)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_rule_equals_autograd_through_everything_and_torch_optim(
    name: str, optimizer: OptimizerSpec
) -> None:
    spec = EXPERIMENTS[name]
    layout = lay_out(spec.network)
    expected = {key: t.requires_grad_() for key, t in draw(spec, layout).items()}
    expected_losses = train_by_the_textbook(
        spec, torch_optimizer(optimizer, list(expected.values())), expected
    )
    rule = choose_update_rule(layout, optimizer, draw(spec, layout))
    losses = train_by_rule(spec, rule)

    rounding = 1e-7 if name == "norms" else 1e-12  # a norm divides by small numbers
    torch.testing.assert_close(losses, expected_losses, rtol=rounding, atol=0)
    assert losses[0] != losses[-1]
    assert set(rule.trainable) == set(expected)
    for key, tensor in rule.trainable.items():
        torch.testing.assert_close(tensor, expected[key], rtol=rounding, atol=rounding / 10)


def test_plain_sgd_on_a_hypernetwork_is_factored_and_nothing_else_is() -> None:
    for spec in (plain_experiment(), hypernetwork_experiment()):
        layout = lay_out(spec.network)
        for optimizer in OPTIMIZERS:
            rule = choose_update_rule(layout, optimizer, draw(spec, layout))
            factored = layout.hypernet is not None and isinstance(optimizer, Sgd)
            assert type(rule) is (FactoredSgd if factored else DenseUpdate)


@pytest.mark.parametrize("name", ["chunked", "low rank"])
def test_what_has_no_rank_one_gradient_is_not_factored(name: str) -> None:
    layout = lay_out(EXPERIMENTS[name].network)
    assert type(choose_update_rule(layout, Sgd(), draw(EXPERIMENTS[name], layout))) is DenseUpdate


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: optimizer.kind)
def test_several_draws_are_one_graph(optimizer: OptimizerSpec) -> None:
    """The mean over the draws by hand: all of them in one graph, one backward pass, torch.optim."""
    spec = hypernetwork_experiment(
        network={"conditioning": {"kind": "noise", "size": 5, "draws": 3}}
    )
    layout = lay_out(spec.network)
    assert layout.hypernet is not None
    expected = {key: t.requires_grad_() for key, t in draw(spec, layout).items()}
    by_hand = torch_optimizer(optimizer, list(expected.values()))
    rule = choose_update_rule(layout, optimizer, draw(spec, layout))
    assert type(rule) is DenseUpdate
    generator = torch.Generator().manual_seed(5)
    noise = draw_contexts(layout.hypernet.code, steps=STEPS, generator=generator)
    for _, (inputs, labels), contexts in zip(range(STEPS), batches(), noise, strict=False):
        rule.condition(contexts)
        assert len(rule.draws) == 3
        found, losses = [], []
        for main in rule.draws:
            trace = forward(layout.program, main, inputs)
            loss = functional.cross_entropy(trace.logits, labels)
            found.append(differentiate(loss, main, trace).tensors)
        rule.update(found)
        for context in contexts:
            features = compute_features(layout.hypernet, expected, context)
            main = expected | generate(layout, expected, features)
            trace = forward(layout.program, main, inputs)
            losses.append(functional.cross_entropy(trace.logits, labels))
        by_hand.zero_grad()
        torch.autograd.backward(torch.stack(losses).mean())
        by_hand.step()
    for key, tensor in rule.trainable.items():
        torch.testing.assert_close(tensor, expected[key], rtol=1e-12, atol=1e-13)


def test_main_tensors_are_leaves_that_match_the_trainable_ones() -> None:
    spec = hypernetwork_experiment()
    layout = lay_out(spec.network)
    for optimizer in OPTIMIZERS:
        rule = choose_update_rule(layout, optimizer, draw(spec, layout))
        train_by_rule(spec, rule)
        assert layout.hypernet is not None
        with torch.no_grad():
            features = compute_features(layout.hypernet, rule.trainable)
            fresh = generate(layout, rule.trainable, features)
        for tensor in layout.generated:
            assert rule.main[tensor.name].is_leaf
            assert torch.equal(rule.main[tensor.name], fresh[tensor.name])
        for tensor in layout.main_trainable:
            assert rule.main[tensor.name] is rule.trainable[tensor.name]
