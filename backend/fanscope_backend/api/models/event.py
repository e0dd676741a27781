"""Events on the wire, told apart by ``kind``."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from typing_extensions import TypeAliasType

from fanscope_backend.api.models.experiment import Divergence


class _Event(BaseModel):
    """What every event says: its place in the experiment's log, and when it happened."""

    sequence: int
    at: datetime


class _ExperimentEvent(_Event):
    run_id: None


class _RunEvent(_Event):
    run_id: str


class ExperimentQueued(_ExperimentEvent):
    """The experiment was accepted."""

    kind: Literal["experiment_queued"]


class ExperimentFinished(_ExperimentEvent):
    """All runs have ended; failed if any of them failed."""

    kind: Literal["experiment_finished"]
    status: Literal["finished", "failed"]


class ExperimentCancelled(_ExperimentEvent):
    """The experiment was cancelled."""

    kind: Literal["experiment_cancelled"]


class RunStarted(_RunEvent):
    """A worker has begun to train the run."""

    kind: Literal["run_started"]


class RunRequeued(_RunEvent):
    """The run's worker fell silent; another will train it again from step 0."""

    kind: Literal["run_requeued"]


class FrameRecorded(_RunEvent):
    """A frame can be read; ``loss`` is null where it is not finite."""

    kind: Literal["frame_recorded"]
    step: int
    loss: float | None
    progress: float


class Progress(_RunEvent):
    """The run has reached a step."""

    kind: Literal["progress"]
    step: int
    loss: float | None
    progress: float


class RunFinished(_RunEvent):
    """The run has ended by itself, diverged or not; ``warnings`` say what went wrong on the way."""

    kind: Literal["run_finished"]
    diverged_at: Divergence | None
    warnings: list[str] = []


class RunFailed(_RunEvent):
    """The run could not be trained."""

    kind: Literal["run_failed"]
    error: str


class RunCancelled(_RunEvent):
    """The run was cancelled."""

    kind: Literal["run_cancelled"]


RunEvent = TypeAliasType(
    "RunEvent",
    Annotated[
        ExperimentQueued
        | ExperimentFinished
        | ExperimentCancelled
        | RunStarted
        | RunRequeued
        | FrameRecorded
        | Progress
        | RunFinished
        | RunFailed
        | RunCancelled,
        Field(discriminator="kind"),
    ],
)
