"""What a worker writes about a run: its frames, its progress, its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from fanscope import frames as codec
from fanscope.result import Divergence
from fanscope_backend.store.ending import end_job_if_done, fail_runs
from fanscope_backend.store.locks import hold
from fanscope_backend.store.log import append_event, finite_or_none
from fanscope_backend.store.records import Lease, LeaseLost
from fanscope_backend.store.session import Transactions
from fanscope_backend.store.tables import Experiment, Frame, Job, Run


class Runs:
    """Writes of the worker that holds a lease. Every write renews it and raises LeaseLost once it is gone."""

    def __init__(self, transactions: Transactions) -> None:
        """Keep the way to the database."""
        self._transactions = transactions

    def append_frames(
        self,
        lease: Lease,
        run_id: str,
        frames: Sequence[codec.Frame],
        step: int,
        loss: float | None,
    ) -> None:
        """Store frames and the step and loss that the run has reached.

        A frame of a step that is stored already is left alone, so a run that is trained again
        after its worker died neither misses nor doubles a step.
        """
        blobs = {frame.step: codec.encode(frame) for frame in frames}
        with self._transactions.write() as session:
            now = self._transactions.clock()
            experiment, _, run = _hold_run(session, lease, run_id, now)
            known = select(Frame.step).where(Frame.run_id == run_id, Frame.step.in_(blobs))
            old = set(session.scalars(known))
            new = [frame for frame in frames if frame.step not in old]
            _start(session, experiment, run, now)
            for frame in new:
                _add_frame(session, experiment, run, frame, blobs[frame.step], now)
            run.num_frames += len(new)
            _advance(run, step, loss)

    def progress(self, lease: Lease, run_id: str, step: int, loss: float | None) -> None:
        """Say which step the run has reached."""
        with self._transactions.write() as session:
            now = self._transactions.clock()
            experiment, _, run = _hold_run(session, lease, run_id, now)
            _start(session, experiment, run, now)
            _advance(run, step, loss)
            append_event(
                session,
                experiment,
                "progress",
                at=now,
                run_id=run_id,
                step=step,
                loss=run.loss,
                progress=_share(step, run.total_steps),
            )

    def finish_run(
        self,
        lease: Lease,
        run_id: str,
        diverged_at: Divergence | None = None,
        *,
        warnings: Sequence[str] = (),
    ) -> None:
        """End a run as finished, ``diverged_at`` a step and layer or not at all.

        ``warnings`` say what went wrong without ending it, a sentence each.
        """
        with self._transactions.write() as session:
            now = self._transactions.clock()
            experiment, job, run = _hold_run(session, lease, run_id, now)
            run.status, run.warnings = "finished", list(warnings)
            if diverged_at is None:
                run.step = run.total_steps
            else:
                run.diverged_step, run.diverged_layer = diverged_at.step, diverged_at.layer
            append_event(
                session,
                experiment,
                "run_finished",
                at=now,
                run_id=run_id,
                diverged_at=None if diverged_at is None else asdict(diverged_at),
                warnings=list(warnings),
            )
            end_job_if_done(session, experiment, job, now=now)

    def fail_run(self, lease: Lease, run_id: str, error: str) -> None:
        """End a run as failed, ``error`` one sentence for the user."""
        with self._transactions.write() as session:
            now = self._transactions.clock()
            experiment, job, run = _hold_run(session, lease, run_id, now)
            fail_runs(session, experiment, [run], error=error, now=now)
            end_job_if_done(session, experiment, job, now=now)


def _hold_run(
    session: Session, lease: Lease, run_id: str, now: datetime
) -> tuple[Experiment, Job, Run]:
    experiment, job = hold(session, lease, now=now)
    run = session.get(Run, run_id)
    if run is None or run.job_id != job.id or run.status not in ("queued", "running"):
        raise LeaseLost(f"run {run_id} is not an open run of job {job.id}")
    return experiment, job, run


def _start(session: Session, experiment: Experiment, run: Run, now: datetime) -> None:
    if run.status == "queued":
        run.status = "running"
        append_event(session, experiment, "run_started", at=now, run_id=run.id)


def _advance(run: Run, step: int, loss: float | None) -> None:
    run.step, run.loss = step, finite_or_none(loss)


def _add_frame(
    session: Session,
    experiment: Experiment,
    run: Run,
    frame: codec.Frame,
    blob: bytes,
    now: datetime,
) -> None:
    loss = finite_or_none(float(frame.loss))
    session.add(Frame(run_id=run.id, step=frame.step, loss=loss, blob=blob, recorded_at=now))
    append_event(
        session,
        experiment,
        "frame_recorded",
        at=now,
        run_id=run.id,
        step=frame.step,
        loss=loss,
        progress=_share(frame.step, run.total_steps),
    )


def _share(step: int, total_steps: int) -> float:
    return step / total_steps if total_steps else 1.0
