"""What the store hands out: frozen values, never rows of an open session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from pydantic import JsonValue

from fanscope.errors import FanscopeError
from fanscope.spec import ExperimentSpec, SchemeChoice

ENDED = frozenset({"finished", "failed", "cancelled"})
"""Statuses that never change again."""

Lane = Literal["ordinary", "quick"]
"""Where a job waits: workers of the quick lane take nothing else, the others help it when idle."""
LANES: tuple[Lane, ...] = get_args(Lane)


class LeaseLost(FanscopeError):
    """The job is no longer the caller's: cancelled, deleted, ended or given to another worker."""


@dataclass(frozen=True, slots=True)
class RunTask:
    """One run that a worker has to train."""

    id: str
    choice: SchemeChoice
    seed: int


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in the hands of one worker, until it stays silent for ``lease_s``.

    Attributes:
        job_id: The job.
        experiment_id: The experiment that owns it.
        owner: Name of the worker that holds it.
        attempt: 1 for the first lease of this job; together with ``owner`` it tells leases apart.
        lease_s: Seconds that each renewal lasts.
        spec: What to train.
        runs: The job's runs that have not ended yet, in order.
    """

    job_id: str
    experiment_id: str
    owner: str
    attempt: int
    lease_s: float
    spec: ExperimentSpec
    runs: tuple[RunTask, ...]


@dataclass(frozen=True, slots=True)
class EventRecord:
    """Something that happened in an experiment, ``sequence`` counting from 1."""

    sequence: int
    kind: str
    run_id: str | None
    at: datetime
    payload: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run's state. ``step`` is the last step reached; ``loss`` is None where not finite or not known."""

    id: str
    experiment_id: str
    scheme: str
    choice: SchemeChoice
    seed: int
    status: str
    step: int
    total_steps: int
    loss: float | None
    num_frames: int
    diverged_step: int | None
    diverged_layer: str | None
    error: str | None
    warnings: tuple[str, ...]

    @property
    def progress(self) -> float:
        """Share of the steps that are done, 0 to 1; 1 for every run that has ended."""
        if self.status in ENDED:
            return 1.0
        return self.step / self.total_steps if self.total_steps else 0.0


@dataclass(frozen=True, slots=True)
class CheckRecord:
    """What makes an experiment a check.

    Attributes:
        project: Name of the project whose history it belongs to.
        commit: The commit whose initialization is checked.
        branch: Where that commit is.
        gates: What fails it, as JSON.
        compared_with: The check that was the project's baseline when this one came.
        becomes_baseline: Whether it is to be the project's baseline once it has passed.
        is_baseline: Whether it is that now.
        status: ``running`` until it has been judged, then ``passed``, ``failed`` or ``error``.
        num_errors: How many of its verdicts are errors.
        num_warnings: How many are warnings.
        drifted: What differs from the baseline, by scheme and layer; None before its end.
        report: How the gates judged it, as JSON; None before its end, where it is in error, and in lists.
        error: Why it could not be judged.
    """

    project: str | None
    commit: str | None
    branch: str | None
    gates: Mapping[str, JsonValue]
    compared_with: str | None
    becomes_baseline: bool
    is_baseline: bool
    status: str
    num_errors: int
    num_warnings: int
    drifted: Mapping[str, JsonValue] | None
    report: Mapping[str, JsonValue] | None
    error: str | None


@dataclass(frozen=True, slots=True)
class ExperimentRecord:
    """One experiment with its runs, in the order in which they are trained."""

    id: str
    name: str
    status: str
    spec: ExperimentSpec
    estimate: Mapping[str, JsonValue]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    error: Mapping[str, JsonValue] | None
    last_sequence: int
    digest: Mapping[str, JsonValue] | None
    check: CheckRecord | None
    runs: tuple[RunRecord, ...]

    @property
    def progress(self) -> float:
        """Mean progress of the runs, 0 to 1."""
        return sum(run.progress for run in self.runs) / len(self.runs)
