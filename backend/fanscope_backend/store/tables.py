"""The tables, and the two column types that both databases must agree on.

Every experiment's row is the lock of its aggregate: whoever writes jobs, runs, frames or events
of an experiment locks that row first. So writers cannot deadlock, and the events' sequence
numbers become visible in their order.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

Id = String(32)


class UtcTime(TypeDecorator[datetime]):
    """A moment, always with its zone, always UTC; SQLite forgets the zone by itself."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring a moment to UTC."""
        if value is None or dialect.name != "sqlite":
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - part of SQLAlchemy's signature
    ) -> datetime | None:
        """Give the moment its zone back."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Table(DeclarativeBase):
    """Base of all tables; constraints get names that migrations can count on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads a plain class attribute
        datetime: UtcTime(),
        dict[str, Any]: JSON(none_as_null=True),
        int: BigInteger(),
        bool: Boolean(),
        float: Float(53),
        list[str]: JSON(none_as_null=True),
        bytes: LargeBinary(),
    }


class Experiment(Table):
    """One accepted spec. Ids are time-ordered, so the newest experiment has the largest id."""

    __tablename__ = "experiments"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(16), index=True)
    spec: Mapped[dict[str, Any]]
    estimate: Mapped[dict[str, Any]]
    idempotency_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error: Mapped[dict[str, Any] | None]
    last_sequence: Mapped[int]
    """Sequence of the newest event; 0 before the first."""
    digest: Mapped[dict[str, Any] | None]
    """Verdicts and depth profile of an experiment that has ended: what the list shows without its frames."""


class Job(Table):
    """The runs that one worker trains together; the unit that is queued and leased."""

    __tablename__ = "jobs"
    __table_args__ = (Index(None, "status", "lease_until"),)

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    experiment_id: Mapped[str] = mapped_column(
        ForeignKey("experiments.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    lane: Mapped[str] = mapped_column(String(16))
    """Which queue its hints go to: quick checks do not wait behind long trainings."""
    status: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    """How often the job was leased."""
    lease_owner: Mapped[str | None] = mapped_column(String(200))
    lease_until: Mapped[datetime | None]
    enqueued_at: Mapped[datetime]


class Run(Table):
    """One scheme with one seed."""

    __tablename__ = "runs"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    experiment_id: Mapped[str] = mapped_column(
        ForeignKey("experiments.id", ondelete="CASCADE"), index=True
    )
    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), index=True)
    scheme: Mapped[str] = mapped_column(Text)
    choice: Mapped[dict[str, Any]]
    seed: Mapped[int]
    position: Mapped[int]
    status: Mapped[str] = mapped_column(String(16))
    step: Mapped[int]
    total_steps: Mapped[int]
    loss: Mapped[float | None]
    num_frames: Mapped[int]
    diverged_step: Mapped[int | None]
    diverged_layer: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    warnings: Mapped[list[str] | None]
    """What went wrong without ending it, a sentence each; None before it has ended."""


class Frame(Table):
    """The encoded measurements of one run at one step (:mod:`fanscope.frames`)."""

    __tablename__ = "frames"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    loss: Mapped[float | None]
    blob: Mapped[bytes]
    recorded_at: Mapped[datetime]


class Event(Table):
    """What happened, in order; append-only."""

    __tablename__ = "events"

    experiment_id: Mapped[str] = mapped_column(
        ForeignKey("experiments.id", ondelete="CASCADE"), primary_key=True
    )
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32))
    run_id: Mapped[str | None] = mapped_column(Id)
    payload: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class Project(Table):
    """A name under which checks form a history, with at most one of them as the baseline."""

    __tablename__ = "projects"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime]


class Check(Table):
    """What makes an experiment a check: its gates, and how it ended. Its id is the experiment's."""

    __tablename__ = "checks"

    id: Mapped[str] = mapped_column(
        ForeignKey("experiments.id", ondelete="CASCADE"), primary_key=True
    )
    project_id: Mapped[str | None] = mapped_column(
        ForeignKey("projects.id", ondelete="CASCADE"), index=True
    )
    commit: Mapped[str | None] = mapped_column(String(200))
    """The commit whose initialization is checked."""
    branch: Mapped[str | None] = mapped_column(String(200))
    gates: Mapped[dict[str, Any]]
    compared_with: Mapped[str | None] = mapped_column(Id)
    """The check that was the project's baseline when this one came; it may be gone by now."""
    becomes_baseline: Mapped[bool]
    """Whether it is to be the project's baseline once it has passed."""
    is_baseline: Mapped[bool]
    status: Mapped[str] = mapped_column(String(16), index=True)
    num_errors: Mapped[int]
    num_warnings: Mapped[int]
    drifted: Mapped[dict[str, Any] | None]
    """The layers that differ from the baseline, by scheme."""
    report: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """How the gates judged it; None before its end, and where it could not be judged."""
    error: Mapped[str | None] = mapped_column(Text)
    numbers: Mapped[dict[str, Any] | None] = mapped_column(deferred=True)
    """What it measured, layer by layer and seed by seed: what later checks are compared with."""
