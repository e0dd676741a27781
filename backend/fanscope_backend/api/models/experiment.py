"""Experiments and runs on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, JsonValue, computed_field

from fanscope.spec import ExperimentSpec
from fanscope.verdicts import Severity
from fanscope_backend.api.sources import name_sources

Status = Literal["queued", "running", "finished", "failed", "cancelled"]


class CheckMark(BaseModel):
    """What says that an experiment is a check: gates judge it, for a project or for none."""

    id: str
    status: Literal["running", "passed", "failed", "error"]
    project: str | None


class Estimates(BaseModel):
    """What an experiment will take, estimated before it is queued; memory is the peak of one run."""

    parameters_main: int
    parameters_hypernetwork: int
    generated: int
    runs: int
    steps: int
    recorded_values: int
    frames: int
    memory_bytes: int
    duration_s: float


class Divergence(BaseModel):
    """Where a run stopped being finite: the step, and the first layer in forward order."""

    step: int
    layer: str | None


class Run(BaseModel):
    """One scheme with one seed. ``loss`` is the last one known, null where it is not finite.

    ``warnings`` say what went wrong without ending it, a sentence each.
    """

    id: str
    experiment_id: str
    scheme: str
    seed: int
    status: Status
    step: int
    total_steps: int
    progress: float
    loss: float | None
    num_frames: int
    diverged_at: Divergence | None
    error: str | None
    warnings: list[str]


class Change(BaseModel):
    """A field of the spec, as a dotted path, and what a repair puts there."""

    field: str
    value: JsonValue


class Verdict(BaseModel):
    """What a rule found: measured against predicted and bound; ``changes`` carry out the advice."""

    rule: str
    name: str
    severity: Severity
    scheme: str
    layer: str | None
    measured: float | None
    predicted: float | None
    bound: float | None
    explanation: str
    advice: str
    reference: str
    changes: list[Change] = []

    @computed_field
    def source(self) -> str:
        """The works behind ``reference``, as people name them."""
        return name_sources(self.reference)


class Summary(BaseModel):
    """One scheme's verdicts in one sentence; ``pending`` before its first frame."""

    scheme: str
    severity: Literal["healthy", "warning", "error", "pending"]
    sentence: str


class Profile(BaseModel):
    """Second moment of the pre-activations by depth at step 0: measured, or else predicted.

    A null is a value that is not finite where it was measured, and one that theory does not know where not.
    """

    scheme: str
    layers: list[str]
    second_moment: list[float | None]
    measured: bool = True


class ExperimentItem(BaseModel):
    """An experiment as the list shows it; ``diverged`` is how many of its runs stopped being finite.

    ``check`` is set where it is a check.
    """

    id: str
    name: str
    status: Status
    progress: float
    diverged: int
    created_at: datetime
    schemes: list[str]
    summaries: list[Summary]
    profile: list[Profile]
    check: CheckMark | None


class ExperimentList(BaseModel):
    """A page of experiments, newest first."""

    items: list[ExperimentItem]
    next_cursor: str | None


class Experiment(BaseModel):
    """An experiment with its runs and verdicts.

    Attributes:
        spec: What was asked for, every default written out.
        spec_yaml: The same, as people write it.
        time_left_s: Estimated from the progress so far; null where nothing can be said.
        error: The first run's error, null while none failed.
        check: Set where it is a check.
        last_sequence: Sequence of the newest event that this state includes.
    """

    id: str
    name: str
    status: Status
    spec: ExperimentSpec
    spec_yaml: str
    layers: list[str]
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    estimate: Estimates
    progress: float
    time_left_s: float | None
    runs: list[Run]
    verdicts: list[Verdict]
    summaries: list[Summary]
    error: str | None
    check: CheckMark | None
    last_sequence: int


class Steps(BaseModel):
    """The steps at which any run has a frame, ascending."""

    steps: list[int]
