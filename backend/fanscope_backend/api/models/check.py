"""Checks on the wire: an experiment with gates, and how they judged it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from fanscope.checks import Gates
from fanscope.verdicts import Preset, Severity
from fanscope_backend.api.models.experiment import Verdict

CheckStatus = Literal["running", "passed", "failed", "error"]


class CheckTarget(BaseModel):
    """What was checked: name and title are the spec's, the rest is for checks of files."""

    name: str
    title: str
    path: str | None
    lines: dict[str, int]
    seeds: int
    steps: int


class CheckProfile(BaseModel):
    """One scheme at step 0, one number a layer, medians over seeds; null where there is no finite number."""

    scheme: str
    layers: list[str]
    second_moment: list[float | None]
    healthy: list[float | None]
    gradient: list[float | None]
    mean_cosine: list[float | None]


class CheckFacts(BaseModel):
    """What is said of a check wherever it is shown.

    Attributes:
        id: The check's and its experiment's.
        status: ``error`` where it could not be judged, never a reason to pass; ``error`` says why.
        progress: Share of its steps that are done, 0 to 1.
        is_baseline: Whether it is its project's baseline now.
        compared_with: The check that was the project's baseline when this one came; null where there was none.
    """

    id: str
    name: str
    status: CheckStatus
    progress: float
    error: str | None
    project: str | None
    commit: str | None
    branch: str | None
    is_baseline: bool
    compared_with: str | None
    created_at: datetime
    finished_at: datetime | None
    schemes: list[str]


class Check(CheckFacts):
    """A check: what ``fanscope check --format json`` writes, and where it stands on this server.

    Attributes:
        experiment_id: The same as ``id``: a check is an experiment with gates.
        becomes_baseline: Whether it was sent to be the baseline, once it has passed.
        url: Its page.
        gates: What fails it.
        fail_on: The mildest severity that fails it.
        thresholds: Name of the preset of bounds.
        verdicts: Scheme by scheme, errors before warnings; empty while it runs.
        rules: Codes of the rules that judged.
        drifted: The layers that differ from the baseline by more than the seed spread, by scheme.
        remarks: What went wrong without ending it.
        version: Of the Fanscope that judged it; null while it runs.
    """

    experiment_id: str
    becomes_baseline: bool
    url: str
    gates: Gates
    fail_on: Severity
    thresholds: Preset
    verdicts: list[Verdict]
    target: CheckTarget | None
    rules: list[str]
    profiles: list[CheckProfile]
    drifted: dict[str, list[str]]
    remarks: list[str]
    version: str | None


class CheckItem(CheckFacts):
    """A check as the list shows it."""

    num_errors: int
    num_warnings: int


class CheckList(BaseModel):
    """A page of checks, newest first."""

    items: list[CheckItem]
    next_cursor: str | None
