"""Checks: experiments with gates. Accepting, reading, judging once, choosing a baseline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from fanscope.errors import ConflictError, NotFoundError
from fanscope.spec import ExperimentSpec
from fanscope_backend.store.accepting import accept, key_was_used
from fanscope_backend.store.ending import end_experiment
from fanscope_backend.store.experiments import Accepted
from fanscope_backend.store.ids import require_id
from fanscope_backend.store.listing import Filters, Page, find_page
from fanscope_backend.store.mapping import experiment_records
from fanscope_backend.store.orders import CheckOrder, add_check, baseline_of, order_of
from fanscope_backend.store.records import ENDED, ExperimentRecord, Lane
from fanscope_backend.store.session import Transactions
from fanscope_backend.store.tables import Check, Experiment, Project, Run


@dataclass(frozen=True, slots=True)
class CheckEnding:
    """How a check ended: judged, with what it measured, or in error."""

    status: Literal["passed", "failed", "error"]
    num_errors: int = 0
    num_warnings: int = 0
    drifted: Mapping[str, Any] | None = None
    report: Mapping[str, Any] | None = None
    numbers: Mapping[str, Any] | None = None
    error: str | None = None


class Checks:
    """The life of a check beyond that of its experiment."""

    def __init__(self, transactions: Transactions) -> None:
        """Keep the way to the database."""
        self._transactions = transactions

    def create_check(
        self,
        spec: ExperimentSpec,
        order: CheckOrder,
        estimate: Mapping[str, Any],
        *,
        idempotency_key: str | None = None,
        lane: Lane = "ordinary",
    ) -> Accepted:
        """Accept a spec as a check; it will be compared with what is its project's baseline now.

        Raises:
            ConflictError: The idempotency key was used for something else.
        """
        with self._transactions.write() as session:
            now = self._transactions.clock()
            made = accept(
                session, spec, estimate, idempotency_key=idempotency_key, now=now, lane=lane
            )
            if made.is_new:
                add_check(session, made.row.id, order, now=now)
            record = _record(session, made.row)
            if order_of(record) != order:
                raise key_was_used()
            return Accepted(record, made.job_ids, is_new=made.is_new)

    def get_check(self, check_id: str) -> ExperimentRecord:
        """Return the experiment that is a check.

        Raises:
            NotFoundError: There is no such check.
        """
        require_id(check_id, noun="check")
        with self._transactions.read() as session:
            return _record(session, _require_experiment(session, check_id))

    def list_checks(
        self, project: str | None = None, cursor: str | None = None, limit: int = 20
    ) -> Page:
        """Return a page of checks, newest first, of one project or of all."""
        with self._transactions.read() as session:
            filters = Filters(is_check=True, project=project)
            return find_page(session, filters, cursor=cursor, limit=limit)

    def checks_to_judge(self, experiment_id: str | None = None) -> tuple[str, ...]:
        """Return the checks whose runs have all ended and that await judgement, oldest first; of one experiment, or all."""
        open_runs = select(Run.id).where(Run.experiment_id == Check.id, Run.status.not_in(ENDED))
        query = select(Check.id).where(Check.status == "running", ~open_runs.exists())
        if experiment_id is not None:
            query = query.where(Check.id == experiment_id)
        with self._transactions.read() as session:
            return tuple(session.scalars(query.order_by(Check.id)))

    def end_check(self, check_id: str, ending: CheckEnding) -> ExperimentRecord:
        """Write how a check ended, and end its experiment, the first time; what is written once stays.

        A check that passed becomes its project's baseline here if it was ordered so and no newer check is it by now.

        Raises:
            NotFoundError: There is no such check.
            ConflictError: Its runs have not all ended.
        """
        require_id(check_id, noun="check")
        with self._transactions.write() as session:
            experiment = _require_experiment(session, check_id, lock=True)
            check = session.get_one(Check, check_id)
            if check.status == "running":
                _require_ended_runs(session, experiment)
                _judge(session, check, ending)
                if experiment.status not in ENDED:  # as before checks ended with their experiments
                    now = self._transactions.clock()
                    end_experiment(session, experiment, "finished", now=now)
            return _record(session, experiment)

    def set_baseline(self, check_id: str, *, is_baseline: bool) -> ExperimentRecord:
        """Make a check the only baseline of its project, or no baseline any more.

        Raises:
            NotFoundError: There is no such check.
            ConflictError: It has no project, or has not measured anything.
        """
        require_id(check_id, noun="check")
        with self._transactions.write() as session:
            experiment = _require_experiment(session, check_id, lock=True)
            check = session.get_one(Check, check_id)
            if not is_baseline:
                check.is_baseline = False
            elif check.project_id is None:
                raise ConflictError("the check belongs to no project; send one with a project")
            elif check.status not in ("passed", "failed"):
                raise ConflictError(
                    f"the check is {check.status}; a baseline is a check that passed or failed"
                )
            else:
                _lock_baseline(session, check)
                _make_baseline(session, check)
            return _record(session, experiment)

    def measured_numbers(self, check_id: str) -> Mapping[str, Any] | None:
        """Return what a check measured; None where it is gone or has not been judged."""
        with self._transactions.read() as session:
            return session.scalar(select(Check.numbers).where(Check.id == check_id))


def _require_ended_runs(session: Session, experiment: Experiment) -> None:
    query = select(Run.id).where(Run.experiment_id == experiment.id, Run.status.not_in(ENDED))
    if session.scalar(query.limit(1)) is not None:
        raise ConflictError(f"the check's experiment is {experiment.status}")


def _judge(session: Session, check: Check, ending: CheckEnding) -> None:
    """Write the ending down; who makes another check the baseline writes to this one, so that is locked before."""
    baseline_id = _lock_baseline(session, check) if check.becomes_baseline else None
    check.status, check.error = ending.status, ending.error
    check.num_errors, check.num_warnings = ending.num_errors, ending.num_warnings
    check.drifted = _plain(ending.drifted)
    check.report = _plain(ending.report)
    check.numbers = _plain(ending.numbers)
    is_newest = baseline_id is None or baseline_id < check.id
    if ending.status == "passed" and check.becomes_baseline and is_newest:
        _make_baseline(session, check)


def _lock_baseline(session: Session, check: Check) -> str | None:
    """Return which check is the project's baseline, and keep it so until the transaction ends."""
    session.get(Project, check.project_id, with_for_update=True)
    return baseline_of(session, check.project_id)


def _make_baseline(session: Session, check: Check) -> None:
    """Let one check be the baseline; the caller has locked it."""
    others = update(Check).where(
        Check.project_id == check.project_id, Check.id != check.id, Check.is_baseline
    )
    session.execute(others.values(is_baseline=False))
    check.is_baseline = True


def _plain(document: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if document is None else dict(document)


def _require_experiment(session: Session, check_id: str, *, lock: bool = False) -> Experiment:
    row = session.get(Experiment, check_id, with_for_update=lock or None)
    if row is None or session.get(Check, check_id) is None:
        raise NotFoundError(f"there is no check {check_id!r}")
    return row


def _record(session: Session, row: Experiment) -> ExperimentRecord:
    session.flush()
    return experiment_records(session, [row])[0]
