"""What an experiment will cost."""

from __future__ import annotations

from dataclasses import dataclass

from fanscope.estimates.counting import (
    count_frames,
    count_probes,
    count_sizes,
    count_task_probes,
    count_values,
)
from fanscope.estimates.duration import learning_s, run_s
from fanscope.estimates.memory import run_bytes
from fanscope.frames import STATISTICS
from fanscope.layout import lay_out
from fanscope.spec import ExperimentSpec

OCCUPIED_BINS = 100
"""Histogram bins that a probe typically fills."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """What an experiment will cost.

    Attributes:
        parameters_main: Weights and biases of the main network, trained or generated.
        parameters_hypernetwork: Trained values of the hypernetwork; 0 for a plain network.
        generated: How many of ``parameters_main`` are generated, hence not trained themselves.
        runs: Schemes times seeds.
        steps: Updates of one run.
        recorded_values: Numbers kept of the whole experiment: statistics and filled histogram bins.
        frames: Recorded steps of one run.
        memory_bytes: Peak memory of one run.
        duration_s: Time for all runs, one after the other on one core.
    """

    parameters_main: int
    parameters_hypernetwork: int
    generated: int
    runs: int
    steps: int
    recorded_values: int
    frames: int
    memory_bytes: int
    duration_s: float

    @property
    def parameters(self) -> int:
        """Trained values."""
        return self.parameters_main - self.generated + self.parameters_hypernetwork


def estimate(spec: ExperimentSpec) -> Estimates:
    """Return what an experiment will cost: in whole numbers, however large the network."""
    layout = lay_out(spec.network)
    sizes = count_sizes(layout, spec.training.optimizer)
    num_probes = count_probes(layout) + count_task_probes(spec)
    runs = len(spec.schemes) * len(spec.seed_list)
    frames = count_frames(spec.record, steps=spec.num_updates)
    return Estimates(
        parameters_main=sizes.main,
        parameters_hypernetwork=count_values(layout.hypernet_trainable),
        generated=layout.num_generated,
        runs=runs,
        steps=spec.num_updates,
        recorded_values=runs * frames * num_probes * (len(STATISTICS) + OCCUPIED_BINS),
        frames=frames,
        memory_bytes=run_bytes(spec, sizes),
        duration_s=runs * run_s(spec, sizes, num_probes=num_probes, frames=frames)
        + len(spec.seed_list) * learning_s(spec, sizes),
    )
