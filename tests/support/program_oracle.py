"""The Monte Carlo oracle of step 0 for any network: tensors drawn entry by entry, torch's autograd for the gradients."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from fanscope.layout import NetworkLayout, lay_out
from fanscope.networks.forward import forward
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec, SchemeChoice
from support.oracles import DrawBatch, Measured, draw_main

Row = tuple[list[float], list[float], list[float], list[float], float]


def measure_programs(
    spec: ExperimentSpec,
    choice: SchemeChoice,
    draw_batch: DrawBatch,
    *,
    num_draws: int,
    generator: np.random.Generator,
) -> Measured:
    """Return the measurements of ``num_draws`` networks, each with a batch of its own."""
    layout = lay_out(spec.network)
    assignment = resolve(choice).assign(layout)
    rows = []
    for _ in range(num_draws):
        inputs, labels = draw_batch(1, spec.training.batch_size, generator)
        drawn = draw_main(layout, assignment, 1, generator, True)
        tensors = {name: torch.tensor(values[0]) for name, values in drawn.items()}
        masks = torch.Generator().manual_seed(int(generator.integers(2**32)))
        batch = torch.tensor(inputs[0]), torch.tensor(labels[0])
        rows.append(_measure(layout, tensors, *batch, masks))
    return Measured(*(np.array(column) for column in zip(*rows, strict=True)))


def _measure(
    layout: NetworkLayout,
    tensors: Mapping[str, Tensor],
    inputs: Tensor,
    labels: Tensor,
    masks: torch.Generator,
) -> Row:
    weights = {name: tensor.requires_grad_() for name, tensor in tensors.items()}
    trace = forward(layout.program, weights, inputs, generator=masks)
    loss = functional.cross_entropy(trace.output, labels, reduction="sum")
    gradients = torch.autograd.grad(loss, trace.preactivations)
    return (
        [
            float(tensors[layer.weight.name].detach().double().var(correction=0))
            for layer in layout.layers
        ],
        [_mean_square(y) for y in trace.preactivations],
        [float(y.detach().double().var(0, correction=0).mean()) for y in trace.preactivations],
        [_mean_square(g) for g in gradients],
        float(loss.detach()) / len(labels),
    )


def _mean_square(values: Tensor) -> float:
    return float(values.detach().double().square().mean())
