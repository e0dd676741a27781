"""Projects on the wire: their checks, their baseline, their history."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from fanscope_backend.api.models.check import CheckStatus


class LatestCheck(BaseModel):
    """The newest check of a project."""

    id: str
    status: CheckStatus
    commit: str | None
    branch: str | None
    created_at: datetime


class Project(BaseModel):
    """A project: how many checks it has, the newest, and the baseline's id if there is one."""

    name: str
    num_checks: int
    latest: LatestCheck
    baseline_id: str | None


class ProjectList(BaseModel):
    """A page of projects, by name."""

    items: list[Project]
    next_cursor: str | None


class Spread(BaseModel):
    """Base-10 logarithms over the seeds, one a layer; null where a number is zero or not finite."""

    low: list[float | None]
    median: list[float | None]
    high: list[float | None]


class SchemeHistory(BaseModel):
    """What one check measured of one scheme at step 0.

    Attributes:
        scheme: Its label.
        layers: Names of the layers, input side first.
        second_moment: Of the pre-activations.
        between_input_var: Variance of the pre-activations between inputs.
        gradient: Second moment of one example's loss gradient by the pre-activations.
        drifted: The layers that differ from the baseline by more than the seed spread.
    """

    scheme: str
    layers: list[str]
    second_moment: Spread
    between_input_var: Spread
    gradient: Spread
    drifted: list[str]


class HistoryItem(BaseModel):
    """One check of a project's history; no schemes where it measured nothing."""

    id: str
    commit: str | None
    branch: str | None
    created_at: datetime
    status: CheckStatus
    is_baseline: bool
    schemes: list[SchemeHistory]


class ProjectHistory(BaseModel):
    """The newest checks of a project, oldest first, and the schemes that they have."""

    project: str
    schemes: list[str]
    items: list[HistoryItem]
