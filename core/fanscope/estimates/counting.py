"""How much there is of everything: values, probes, frames."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from fanscope.layout import AttentionNode, NetworkLayout, TensorLayout, walk
from fanscope.spec import (
    EverySchedule,
    ExperimentSpec,
    ListedSchedule,
    LogSchedule,
    OptimizerSpec,
    RecordSpec,
)

PROBES_PER_LAYER = 6
"""Pre-activation, activation, its gradient, weight, its gradient, update."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Numbers of values in one run.

    Attributes:
        main: All tensors of the main network, trained or generated.
        draws: Main networks at one step, each with tensors and signals of its own.
        dense: Trained values that are updated with a whole gradient.
        factored: Trained values of heads under plain SGD, which moves them by rank-one updates
            without ever building a gradient.
        largest: Values of the largest trained tensor.
    """

    main: int
    draws: int
    dense: int
    factored: int
    largest: int

    @property
    def trained(self) -> int:
        """All trained values."""
        return self.dense + self.factored


def count_sizes(layout: NetworkLayout, optimizer: OptimizerSpec) -> Sizes:
    """Return the sizes of a network under an optimizer."""
    is_rank_one = layout.hypernet is not None and layout.hypernet.is_rank_one
    kernels = sum(head.kernel.size for head in layout.all_heads)
    factored = kernels if optimizer.kind == "sgd" and is_rank_one else 0
    return Sizes(
        main=count_values(layout.main_trainable) + layout.num_generated,
        draws=layout.num_draws,
        dense=layout.num_trainable - factored,
        factored=factored,
        largest=max(tensor.size for tensor in layout.trainable),
    )


def count_values(tensors: tuple[TensorLayout, ...]) -> int:
    """Return the number of values in all the tensors."""
    return sum(tensor.size for tensor in tensors)


def count_products(layout: NetworkLayout) -> int:
    """Return how many products one example costs on its way forward: weights times places, and attention's pairs."""
    dense = sum(
        0 if layer.is_table else layer.weight.size * layer.num_places for layer in layout.layers
    )
    pairs = sum(
        2 * node.input[0] ** 2 * node.input[1]
        for node in walk(layout.program)
        if isinstance(node, AttentionNode)
    )
    return dense + pairs


def count_signals(layout: NetworkLayout) -> int:
    """Return how many values of one example are kept: what is read, its standardized copy, every node's output, attention's maps."""
    signals = 2 * prod(layout.input)
    for node in walk(layout.program):
        signals += prod(node.output)
        if isinstance(node, AttentionNode):
            signals += 3 * prod(node.output) + 2 * node.heads * node.input[0] ** 2
    return signals


def count_probes(layout: NetworkLayout) -> int:
    """Return the number of probes in one frame."""
    own = 0 if layout.hypernet is None else len(layout.hypernet.probed)
    generated_biases = sum(layer.bias_head is not None for layer in layout.layers)
    return PROBES_PER_LAYER * len(layout.layers) + generated_biases + own


def count_task_probes(spec: ExperimentSpec) -> int:
    """Return the number of probes that measure what is left of each task."""
    return spec.schedule.tasks if spec.schedule.tasks > 1 else 0


def count_frames(record: RecordSpec, *, steps: int) -> int:
    """Return how many steps of a run of ``steps`` updates are recorded, without listing them."""
    match record:
        case LogSchedule(frames=frames):
            return min(max(frames, 2), steps + 1)
        case EverySchedule(every=every):
            return steps // every + 1 + (steps % every > 0)
        case ListedSchedule(steps=listed):
            return len({0, steps, *(step for step in listed if step <= steps)})
