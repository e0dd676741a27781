"""What stands in a frame, against tensors computed by hand and by autograd."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from fanscope.frames import Frame, Probe, Quantity
from fanscope.layout import lay_out
from fanscope.networks.hypernetwork import compute_features, generate
from fanscope.spec import ExperimentSpec
from fanscope.training import load_dataset, train
from fanscope.training.batches import draw_batches
from fanscope.training.seeding import batch_generator
from fanscope.training.starting import draw_tensors
from support.training import hypernetwork_experiment, only_scheme, plain_experiment

BATCH, LR = 20, 0.01
FLOAT32 = 1e-4


class ByHand:
    """Step 0 of an experiment, one graph, in float64."""

    def __init__(self, spec: ExperimentSpec) -> None:
        self.layout = lay_out(spec.network)
        drawn = draw_tensors(self.layout, only_scheme(spec), 0)
        self.own = {name: t.double().requires_grad_() for name, t in drawn.items()}
        self.main = self.make_main()
        examples = load_dataset(spec.data).train
        chosen = next(draw_batches(len(examples), batch_size=BATCH, generator=batch_generator(0)))
        flowing = examples.standardized(chosen).double()
        self.y, self.x = [], []
        for layer in self.layout.layers:
            self.y.append(flowing @ self.main[f"{layer.name}.weight"].T)
            self.y[-1] = self.y[-1] + self.main[f"{layer.name}.bias"]
            flowing = self.y[-1].tanh() if layer.activation == "tanh" else self.y[-1]
            self.x.append(flowing)
        log_likelihoods = functional.log_softmax(flowing, dim=1)
        self.example_losses = -log_likelihoods[torch.arange(BATCH), examples.labels[chosen]]
        self.accuracy = (flowing.argmax(1) == examples.labels[chosen]).double().mean().item()

    def make_main(self) -> dict[str, Tensor]:
        if self.layout.hypernet is None:
            return dict(self.own)
        features = compute_features(self.layout.hypernet, self.own)
        return self.own | generate(self.layout, self.own, features)

    def gradient(self, tensor: Tensor, *, of: Tensor) -> Tensor:
        return torch.autograd.grad(of, tensor, retain_graph=True)[0]

    def update_once(self) -> dict[str, Tensor]:
        """Plain SGD; return the main network's tensors after it."""
        tensors = list(self.own.values())
        gradients = torch.autograd.grad(self.example_losses.mean(), tensors, retain_graph=True)
        with torch.no_grad():
            for tensor, gradient in zip(tensors, gradients, strict=True):
                tensor.sub_(LR * gradient)
            return self.make_main()


def first_frame(spec: ExperimentSpec) -> Frame:
    frame = next(train(spec, only_scheme(spec), 0, device="cpu")).frame
    assert frame is not None
    return frame


def check(frame: Frame, layer: str, quantity: Quantity, expected: Tensor) -> None:
    values = expected.detach().numpy()
    scale = np.sqrt(np.mean(values**2))
    assert frame.statistic(layer, quantity, "count") == values.size
    assert frame.statistic(layer, quantity, "mean") == pytest.approx(
        values.mean(), abs=FLOAT32 * scale
    )
    for statistic, value in {
        "var": values.var(),
        "second_moment": scale**2,
        "min": values.min(),
        "max": values.max(),
    }.items():
        measured = frame.statistic(layer, quantity, statistic)  # type: ignore[arg-type]
        assert measured == pytest.approx(value, rel=FLOAT32)


@pytest.mark.parametrize("experiment", [plain_experiment, hypernetwork_experiment])
def test_signals_and_gradients_of_step_0(experiment: type) -> None:
    spec = experiment()
    frame, hand = first_frame(spec), ByHand(spec)
    mean_loss = hand.example_losses.mean()
    assert frame.loss == pytest.approx(mean_loss.item(), rel=FLOAT32)
    assert frame.accuracy == pytest.approx(hand.accuracy)
    for index, layer in enumerate(hand.layout.layers):
        check(frame, layer.name, "preactivation", hand.y[index])
        check(frame, layer.name, "activation", hand.x[index])
        summed = hand.example_losses.sum()
        check(frame, layer.name, "activation_gradient", hand.gradient(hand.y[index], of=summed))
        weight = hand.main[f"{layer.name}.weight"]
        check(frame, layer.name, "weight_gradient", hand.gradient(weight, of=mean_loss))


@pytest.mark.parametrize("experiment", [plain_experiment, hypernetwork_experiment])
def test_weights_and_updates_of_step_0(experiment: type) -> None:
    spec = experiment()
    frame, hand = first_frame(spec), ByHand(spec)
    quantity: Quantity = "weight" if hand.layout.hypernet is None else "generated_weight"
    before = {name: tensor.detach().clone() for name, tensor in hand.main.items()}
    after = hand.update_once()
    for layer in hand.layout.layers:
        name = f"{layer.name}.weight"
        check(frame, layer.name, quantity, before[name])
        moved = after[name].detach() - before[name]
        check_update(frame, layer.name, moved, before[name])


def check_update(frame: Frame, layer: str, moved: Tensor, before: Tensor) -> None:
    """The difference of two float32 tensors keeps fewer digits than they have."""
    precision = 2**-23 * before.abs().max().item() / moved.std().item()
    std = math.sqrt(frame.statistic(layer, "update", "var"))
    assert std == pytest.approx(moved.std(correction=0).item(), rel=precision + FLOAT32)
    ratio = moved.std(correction=0).item() / before.std(correction=0).item()
    measured = frame.statistic(layer, "update", "update_ratio")
    assert measured == pytest.approx(ratio, rel=precision + FLOAT32)


@pytest.mark.parametrize(("activation", "c"), [("tanh", 1), ("relu", 2), ("linear", 1)])
def test_target_ratio_is_the_generated_std_over_what_the_layer_asks_for(
    activation: str, c: int
) -> None:
    spec = hypernetwork_experiment(activation=activation)
    frame, hand = first_frame(spec), ByHand(spec)
    for layer in hand.layout.layers:
        std = hand.main[f"{layer.name}.weight"].std(correction=0).item()
        measured = frame.statistic(layer.name, "generated_weight", "target_ratio")
        assert measured == pytest.approx(std / math.sqrt(c / layer.fan_in), rel=FLOAT32)


def test_a_sine_asks_for_weights_smaller_by_its_frequency() -> None:
    """In front of sin(30 y) by 30; the output layer, behind the sine, by nothing (sitzmann2020implicit)."""
    sine = {"op": "activation", "name": "sine", "frequency": 30}
    layers = [{"op": "linear", "features": 8}, sine, {"op": "linear", "features": 10}]
    main = {"kind": "sequential", "input": [64], "layers": layers}
    spec = hypernetwork_experiment(network={"main": main}, data={"name": "digits"})
    frame = first_frame(spec)
    first, last = lay_out(spec.network).layers
    for layer, frequency in ((first, 30), (last, 1)):
        c = 1 / (0.5 * (1 - math.exp(-2)))  # 1 / E[sin(z)^2]
        var = frame.statistic(layer.name, "generated_weight", "var")
        wanted = c / layer.fan_in / frequency**2
        measured = frame.statistic(layer.name, "generated_weight", "target_ratio")
        assert measured == pytest.approx(math.sqrt(var / wanted), rel=FLOAT32)


def test_hypernetworks_own_matrices_are_recorded_by_their_names() -> None:
    spec = hypernetwork_experiment(
        network={"trunk": {"widths": [5]}, "generates": "weights_and_biases"}
    )
    frame = first_frame(spec)
    drawn = draw_tensors(lay_out(spec.network), only_scheme(spec), 0)
    for layer, tensor in {
        "embedding.main.1": "embedding.main.1",
        "trunk.0": "trunk.0.weight",
        "head.main.0.weight": "head.main.0.weight.kernel",
        "head.main.2.bias": "head.main.2.bias.kernel",
    }.items():
        check(frame, layer, "weight", drawn[tensor].double())
    main = ByHand(spec).main
    check(frame, "main.1", "generated_bias", main["main.1.bias"])


def test_probes_are_the_same_at_every_step_and_stand_in_forward_order() -> None:
    spec = hypernetwork_experiment()
    steps = [step.frame for step in train(spec, only_scheme(spec), 0, device="cpu")]
    frames = [frame for frame in steps if frame is not None]
    assert len({frame.probes for frame in frames}) == 1
    (probes,) = {frame.probes for frame in frames}
    assert len(set(probes)) == len(probes)
    signals = [probe.layer for probe in probes if probe.quantity == "preactivation"]
    assert signals == ["main.0", "main.1", "main.2"]
    assert Probe("main.0", "generated_weight") in probes


@pytest.mark.parametrize("experiment", [plain_experiment, hypernetwork_experiment])
def test_last_step_makes_no_update(experiment: type) -> None:
    spec = experiment()
    *_, last = train(spec, only_scheme(spec), 0, device="cpu")
    assert last.frame is not None
    for layer in ("main.0", "main.1", "main.2"):
        assert last.frame.statistic(layer, "update", "count") == 0
        assert math.isnan(last.frame.statistic(layer, "update", "var"))
        assert math.isnan(last.frame.statistic(layer, "update", "update_ratio"))
        assert last.frame.statistic(layer, "update", "num_nonfinite") == 0
