"""A Monte Carlo oracle for step 0: draw networks and batches, measure, assume nothing.

It shares with the product the layout and the scheme's distributions, and nothing of theory: tensors are
drawn entry by entry, generated tensors are multiplied out, gradients follow the chain rule.

Shapes: R draws made at once, B inputs of a batch, D units, L layers of the main network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from fanscope.activation_functions import activate, differentiate
from fanscope.distribution import Assignment, Distribution
from fanscope.layout import HeadLayout, LayerLayout, NetworkLayout, lay_out
from fanscope.schemes import resolve
from fanscope.spec import Activation, ExperimentSpec, SchemeChoice

Floats = NDArray[np.float64]
Array = NDArray[np.float32]
DrawBatch = Callable[[int, int, np.random.Generator], tuple[Array, NDArray[np.int64]]]
"""(draws, batch size, generator) -> inputs [R, B, D] and labels [R, B]."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Step-0 measurements of independent draws: float64 [draws, L], the loss [draws]."""

    weight_variance: Floats
    second_moment: Floats
    between_input_var: Floats
    gradient_second_moment: Floats
    loss: Floats


def measure_draws(
    spec: ExperimentSpec,
    choice: SchemeChoice,
    draw_batch: DrawBatch,
    *,
    num_draws: int,
    generator: np.random.Generator,
    at_once: int = 25,
    sums_of_products: bool = True,
) -> Measured:
    """Return the measurements of ``num_draws`` networks, each with a batch of its own.

    Args:
        spec: Network and batch size.
        choice: The scheme.
        draw_batch: Where batches come from.
        num_draws: How many networks.
        generator: Source of all randomness.
        at_once: Networks per block, to bound memory.
        sums_of_products: Draw every entry of a head's kernel. False draws the generated tensor from
            its limit given the features, a normal number per entry, where kernels are too large.
    """
    layout = lay_out(spec.network)
    assignment = resolve(choice).assign(layout)
    blocks = []
    for start in range(0, num_draws, at_once):
        draws = min(at_once, num_draws - start)
        inputs, labels = draw_batch(draws, spec.training.batch_size, generator)
        tensors = draw_main(layout, assignment, draws, generator, sums_of_products)
        blocks.append(_measure(layout.layers, tensors, inputs, labels))
    return Measured(*(np.concatenate(columns) for columns in zip(*blocks, strict=True)))


def gaussian_batches(features: int, classes: int) -> DrawBatch:
    """Return a source of fresh standard normal inputs with random labels."""

    def draw(
        draws: int, batch: int, generator: np.random.Generator
    ) -> tuple[Array, NDArray[np.int64]]:
        inputs = generator.standard_normal((draws, batch, features), dtype=np.float32)
        return inputs, generator.integers(classes, size=(draws, batch))

    return draw


def real_batches(inputs: Array, labels: NDArray[np.int64]) -> DrawBatch:
    """Return a source of batches drawn without replacement from examples [N, D]."""

    def draw(
        draws: int, batch: int, generator: np.random.Generator
    ) -> tuple[Array, NDArray[np.int64]]:
        chosen = np.stack(
            [generator.choice(len(labels), batch, replace=False) for _ in range(draws)]
        )
        return inputs[chosen], labels[chosen]

    return draw


def _draw(
    distribution: Distribution, shape: tuple[int, ...], draws: int, generator: np.random.Generator
) -> Array:
    size = (draws, *shape)
    match distribution.shape:
        case "constant":
            return np.full(size, distribution.mean, dtype=np.float32)
        case "uniform":
            unit = (2 * generator.random(size, dtype=np.float32) - 1) * np.float32(np.sqrt(3))
        case "normal":
            unit = generator.standard_normal(size, dtype=np.float32)
        case "orthogonal":
            unit = _semi_orthogonal(shape, draws, generator)
    return unit * np.float32(np.sqrt(distribution.variance)) + np.float32(distribution.mean)


def _semi_orthogonal(shape: tuple[int, ...], draws: int, generator: np.random.Generator) -> Array:
    rows, columns = shape[0], prod(shape[1:])
    tall, thin = max(rows, columns), min(rows, columns)
    q, r = np.linalg.qr(generator.standard_normal((draws, tall, thin)))
    q = q * np.sign(np.diagonal(r, axis1=1, axis2=2))[:, None, :] * np.sqrt(tall)
    oriented = q if rows >= columns else q.swapaxes(1, 2)
    result: Array = oriented.reshape(draws, *shape).astype(np.float32)
    return result


def draw_main(
    layout: NetworkLayout,
    assignment: Assignment,
    draws: int,
    generator: np.random.Generator,
    sums_of_products: bool,
) -> dict[str, Array]:
    """Return the main network's tensors, drawn or generated, [R, *shape] by name."""
    tensors = {
        tensor.name: _draw(assignment[tensor.name], tensor.shape, draws, generator)
        for tensor in layout.main_trainable
    }
    if layout.hypernet is None:
        return tensors
    features = np.stack(
        [_draw(assignment[e.name], e.shape, draws, generator) for e in layout.hypernet.embeddings],
        axis=1,
    )
    for weight, bias in layout.hypernet.trunk:
        w, b = (_draw(assignment[t.name], t.shape, draws, generator) for t in (weight, bias))
        features = features @ w.swapaxes(1, 2) + b[:, None, :]
        features = _apply(activate, layout.hypernet.trunk_activation, features)
    for index, layer in enumerate(layout.layers):
        for head in (layer.weight_head, layer.bias_head):
            if head is not None:
                tensors[head.target.name] = _generate(
                    head, assignment, features[:, index], generator, sums_of_products
                )
    return tensors


def _generate(
    head: HeadLayout,
    assignment: Assignment,
    features: Array,
    generator: np.random.Generator,
    sums_of_products: bool,
) -> Array:
    draws = len(features)
    kernel = assignment[head.kernel.name]
    if sums_of_products:
        drawn = _draw(kernel, head.kernel.shape, draws, generator)
        flat = (drawn @ features[..., None])[..., 0]
    else:
        std = np.sqrt(kernel.variance * np.square(features).sum(1, keepdims=True))
        flat = std * generator.standard_normal((draws, head.target.size), dtype=np.float32)
    if head.offset is not None:
        flat = flat + _draw(assignment[head.offset.name], head.offset.shape, draws, generator)
    return flat.reshape(draws, *head.target.shape)


def _apply(
    function: Callable[[Activation, Floats], Floats], activation: Activation, y: Array
) -> Array:
    values: Array = function(activation, y.astype(np.float64)).astype(np.float32)
    return values


def _measure(
    layers: tuple[LayerLayout, ...],
    tensors: dict[str, Array],
    inputs: Array,
    labels: NDArray[np.int64],
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    flowing, preactivations = inputs, []
    for layer in layers:
        y = flowing @ tensors[layer.weight.name].swapaxes(1, 2)
        if layer.bias is not None:
            y = y + tensors[layer.bias.name][:, None, :]
        preactivations.append(y)
        flowing = _apply(activate, layer.activation, y)
    loss, gradient = _cross_entropy(preactivations[-1], labels)
    gradients = [gradient]
    for layer, above, y in zip(layers[-2::-1], layers[:0:-1], preactivations[-2::-1], strict=True):
        slope = _apply(differentiate, layer.activation, y)
        gradients.append(gradients[-1] @ tensors[above.weight.name] * slope)
    weights = [tensors[layer.weight.name] for layer in layers]
    return (
        np.stack([w.astype(np.float64).var((1, 2)) for w in weights], axis=1),
        np.stack([_mean_square(y) for y in preactivations], axis=1),
        np.stack([y.astype(np.float64).var(1).mean(1) for y in preactivations], axis=1),
        np.stack([_mean_square(g) for g in reversed(gradients)], axis=1),
        loss,
    )


def _mean_square(values: Array) -> Floats:
    squares: Floats = np.square(values, dtype=np.float64).mean((1, 2))
    return squares


def _cross_entropy(logits: Array, labels: NDArray[np.int64]) -> tuple[Floats, Array]:
    shifted = logits - logits.max(-1, keepdims=True)
    weight = np.exp(shifted)
    total = weight.sum(-1, keepdims=True)
    chosen = np.take_along_axis(shifted, labels[..., None], axis=-1)
    loss: Floats = (np.log(total) - chosen)[..., 0].mean(1, dtype=np.float64)
    gradient = weight / total
    np.put_along_axis(
        gradient, labels[..., None], np.take_along_axis(gradient, labels[..., None], -1) - 1, -1
    )
    return loss, gradient


__all__ = [
    "DrawBatch",
    "Measured",
    "draw_main",
    "gaussian_batches",
    "measure_draws",
    "real_batches",
]
