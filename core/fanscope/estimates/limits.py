"""What an installation allows, checked before anything is queued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fanscope.errors import Issue, LimitError, shorten
from fanscope.estimates.counting import count_sizes
from fanscope.estimates.duration import learning_s
from fanscope.estimates.estimate import Estimates, estimate
from fanscope.estimates.memory import data_bytes, parameter_bytes, signal_bytes
from fanscope.layout import lay_out
from fanscope.spec import ExperimentSpec, HypernetworkSpec, MlpSpec


@dataclass(frozen=True, slots=True)
class Limits:
    """The largest experiment that an installation accepts.

    Attributes:
        max_parameters: Trained values of one run.
        max_steps: Updates of one run.
        max_runs: Schemes times seeds.
        max_recorded_values: Numbers kept of one experiment, see :class:`~fanscope.estimates.Estimates`.
        max_memory_bytes: Estimated peak memory of one run.
        max_duration_s: Estimated duration of one experiment.
    """

    max_parameters: int = 500_000_000
    max_steps: int = 1_000_000
    max_runs: int = 200
    max_recorded_values: int = 500_000_000
    max_memory_bytes: int = 8 * 2**30
    max_duration_s: float = 7 * 24 * 3600.0


def check_limits(spec: ExperimentSpec, limits: Limits) -> Estimates:
    """Return what an experiment will cost that an installation accepts.

    Raises:
        LimitError: It is too large; each issue names the field to change, the value and the limit.
    """
    cost = estimate(spec)
    issues = [*_check_counts(spec, cost, limits), *_check_resources(spec, cost, limits)]
    if issues:
        raise LimitError(issues)
    return cost


def _check_counts(spec: ExperimentSpec, cost: Estimates, limits: Limits) -> Iterator[Issue]:
    counts = (
        (_widths_field(spec), "trained parameters", cost.parameters, limits.max_parameters),
        ("training.steps", "steps", cost.steps, limits.max_steps),
        ("seeds", "runs, schemes times seeds,", cost.runs, limits.max_runs),
        ("record", "recorded values", cost.recorded_values, limits.max_recorded_values),
    )
    for field, what, count, limit in counts:
        if count > limit:
            yield _issue(spec, field, f"gives {count:,} {what} where {limit:,} are allowed")


def _check_resources(spec: ExperimentSpec, cost: Estimates, limits: Limits) -> Iterator[Issue]:
    if cost.memory_bytes > limits.max_memory_bytes:
        needed, allowed = _gib(cost.memory_bytes), _gib(limits.max_memory_bytes)
        message = f"a run needs about {needed} of memory where {allowed} are allowed"
        yield _issue(spec, _hungriest_field(spec), message)
    if cost.duration_s > limits.max_duration_s:
        needed, allowed = _hours(cost.duration_s), _hours(limits.max_duration_s)
        message = f"all runs need about {needed} of one core where {allowed} are allowed"
        yield _issue(spec, _slowest_field(spec, cost), message)


def _slowest_field(spec: ExperimentSpec, cost: Estimates) -> str:
    """Return ``schemes`` where learning their scales takes longer than all else."""
    sizes = count_sizes(lay_out(spec.network), spec.training.optimizer)
    learning = len(spec.seed_list) * learning_s(spec, sizes)
    return "schemes" if learning > cost.duration_s / 2 else "training.steps"


def _hungriest_field(spec: ExperimentSpec) -> str:
    optimizer = spec.training.optimizer
    sizes = count_sizes(lay_out(spec.network), optimizer)
    parts = {
        _widths_field(spec): parameter_bytes(sizes, optimizer=optimizer.kind),
        "training.batch_size": signal_bytes(spec),
        "data": data_bytes(spec),
    }
    return max(parts, key=parts.__getitem__)


def _widths_field(spec: ExperimentSpec) -> str:
    prefix = "network.main" if isinstance(spec.network, HypernetworkSpec) else "network"
    return f"{prefix}.widths" if isinstance(spec.main, MlpSpec) else f"{prefix}.layers"


def _issue(spec: ExperimentSpec, field: str, message: str) -> Issue:
    value: object = spec.model_dump(mode="json")
    for key in field.split("."):
        value = value[key] if isinstance(value, dict) else None
    return Issue(field, shorten(value), message)


def _gib(num_bytes: int) -> str:
    return f"{num_bytes / 2**30:,.1f} GiB"


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:,.1f} h"
