"""What the store promises about checks, projects and lanes, whatever the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from fanscope.errors import ConflictError, NotFoundError
from fanscope_backend.store import (
    Accepted,
    CheckEnding,
    CheckOrder,
    CheckRecord,
    ExperimentRecord,
    Lease,
    Store,
)
from fanscope_backend.store.jobs import MAX_ATTEMPTS
from support.frames import make_frame
from support.specs import tiny_spec

if TYPE_CHECKING:
    from contracts.conftest import Clock

GATES: dict[str, Any] = {"fail_on": "error", "thresholds": {"preset": "fanscope", "rules": {}}}
UNKNOWN = "0" * 32


def order(**changes: Any) -> CheckOrder:
    return CheckOrder(gates=GATES, **({"project": "owner/net"} | changes))


def create(store: Store, **changes: Any) -> ExperimentRecord:
    spec = tiny_spec(schemes=["xavier"], seeds=1)
    return store.create_check(spec, order(**changes), {}).experiment


def create_quick(store: Store, runs: int) -> Accepted:
    spec = tiny_spec(schemes=["xavier"], seeds=runs)
    return store.create_check(spec, order(), {}, lane="quick")


def check_of(record: ExperimentRecord) -> CheckRecord:
    assert record.check is not None
    return record.check


def run_to_the_end(store: Store) -> None:
    for job_id in store.queued_jobs():
        lease = store.lease_job(job_id, "worker", 30)
        assert lease is not None
        for task in lease.runs:
            store.append_frames(lease, task.id, [make_frame(0)], 0, 1.5)
            store.finish_run(lease, task.id)


def end(store: Store, record: ExperimentRecord, status: Any = "passed") -> ExperimentRecord:
    run_to_the_end(store)
    ending = CheckEnding(
        status=status,
        num_errors=2,
        num_warnings=1,
        drifted={"xavier": ["main.1"]},
        report={"status": status},
        numbers={"of": record.id},
    )
    return store.end_check(record.id, ending)


class TestCreate:
    def test_a_check_is_an_experiment(self, store: Store) -> None:
        made = create(store, commit="abc", branch="main")
        assert check_of(made) == CheckRecord(
            project="owner/net",
            commit="abc",
            branch="main",
            gates=GATES,
            compared_with=None,
            becomes_baseline=False,
            is_baseline=False,
            status="running",
            num_errors=0,
            num_warnings=0,
            drifted=None,
            report=None,
            error=None,
        )
        assert store.get_check(made.id) == store.get_experiment(made.id) == made
        assert store.list_experiments().items == (made,)

    def test_an_experiment_is_no_check(self, store: Store) -> None:
        plain = store.create_experiment(tiny_spec()).experiment
        assert plain.check is None
        for act in (store.get_check, lambda key: store.set_baseline(key, is_baseline=True)):
            with pytest.raises(NotFoundError, match="check"):
                act(plain.id)
        assert store.list_checks().items == ()

    def test_same_key_and_order_make_one_check(self, store: Store) -> None:
        first = store.create_check(tiny_spec(), order(), {}, idempotency_key="k")
        second = store.create_check(tiny_spec(), order(), {}, idempotency_key="k")
        assert (first.is_new, second.is_new) == (True, False)
        assert second.experiment == first.experiment
        assert second.job_ids == first.job_ids

    @pytest.mark.parametrize(
        "changes", [{"commit": "other"}, {"project": None}, {"gates": {"fail_on": "warning"}}]
    )
    def test_same_key_and_another_order_conflict(
        self, store: Store, changes: dict[str, Any]
    ) -> None:
        store.create_check(tiny_spec(), order(), {}, idempotency_key="k")
        other = CheckOrder(**{"gates": GATES, "project": "owner/net"} | changes)
        with pytest.raises(ConflictError, match="Idempotency-Key"):
            store.create_check(tiny_spec(), other, {}, idempotency_key="k")

    def test_a_key_is_for_a_check_or_an_experiment(self, store: Store) -> None:
        store.create_experiment(tiny_spec(), {}, "e")
        store.create_check(tiny_spec(), order(), {}, idempotency_key="c")
        with pytest.raises(ConflictError):
            store.create_check(tiny_spec(), order(), {}, idempotency_key="e")
        with pytest.raises(ConflictError):
            store.create_experiment(tiny_spec(), {}, "c")

    def test_many_at_once_make_one_project(self, store: Store) -> None:
        with ThreadPoolExecutor(8) as hands:
            made = list(hands.map(lambda _: create(store), range(8)))
        (project,) = store.list_projects().items
        assert (project.num_checks, project.latest_id) == (8, max(each.id for each in made))


class TestLanes:
    def test_jobs_wait_in_their_lane(self, store: Store) -> None:
        spec = tiny_spec(schemes=["xavier"], seeds=2)
        quick = store.create_check(spec, order(), {}, lane="quick").job_ids
        slow = store.create_experiment(spec).job_ids
        assert store.queued_jobs("quick") == quick
        assert store.queued_jobs("ordinary") == slow
        assert set(store.queued_jobs()) == {*quick, *slow}
        assert store.lanes_of([quick[0], slow[0], UNKNOWN]) == {
            quick[0]: "quick",
            slow[0]: "ordinary",
        }


class TestTurns:
    def test_a_check_with_many_runs_does_not_hold_up_one_with_few(self, store: Store) -> None:
        many, few = (create_quick(store, runs) for runs in (40, 2))
        hints = (*many.job_ids, *few.job_ids)
        taken = [lease for hint in hints if (lease := store.lease_next(hint, "worker", 30))]
        owners = [lease.experiment_id for lease in taken]
        assert owners == [many.experiment.id, few.experiment.id] * 2 + [many.experiment.id] * 38
        assert {lease.job_id for lease in taken} == {*hints}
        own = [lease.job_id for lease in taken if lease.experiment_id == many.experiment.id]
        assert own == list(many.job_ids), "within a check in their order"

    def test_one_that_comes_later_is_not_behind(self, store: Store) -> None:
        many = create_quick(store, 10)
        for hint in many.job_ids[:5]:
            assert store.lease_next(hint, "worker", 30) is not None
        few = create_quick(store, 2)
        hints = (*many.job_ids[5:], *few.job_ids)
        leases = [lease for hint in hints if (lease := store.lease_next(hint, "worker", 30))]
        assert [lease.job_id for lease in leases[:2]] == list(few.job_ids)
        assert len(leases) == 7

    def test_trainings_do_not_take_turns(self, store: Store) -> None:
        first, second = (store.create_experiment(tiny_spec(seeds=2)) for _ in range(2))
        for hint in (*first.job_ids, *second.job_ids):
            lease = store.lease_next(hint, "worker", 30)
            assert lease is not None
            assert lease.job_id == hint

    def test_many_workers_take_every_job_once(self, store: Store) -> None:
        made = [create_quick(store, 4) for _ in range(4)]
        hints = [job for each in made for job in each.job_ids]
        with ThreadPoolExecutor(8) as hands:
            leases = list(hands.map(lambda hint: store.lease_next(hint, hint, 30), hints))
        assert sorted(lease.job_id for lease in leases if lease) == sorted(hints)
        assert store.lease_next(hints[0], "late", 30) is None
        assert store.lease_next(UNKNOWN, "late", 30) is None


class TestEnd:
    def test_is_written_once(self, store: Store) -> None:
        made = create(store)
        ended = end(store, made, "failed")
        assert (check_of(ended).status, check_of(ended).report) == ("failed", {"status": "failed"})
        again = store.end_check(made.id, CheckEnding(status="passed", report={}))
        assert again == ended == store.get_check(made.id)
        assert store.measured_numbers(made.id) == {"of": made.id}
        (listed,) = store.list_checks().items
        assert (check_of(listed).num_errors, check_of(listed).num_warnings) == (2, 1)
        assert check_of(listed).report is None, "lists do without"

    def test_needs_runs_that_have_ended(self, store: Store) -> None:
        made = create(store)
        with pytest.raises(ConflictError, match="queued"):
            store.end_check(made.id, CheckEnding(status="passed"))

    def test_ends_its_experiment(self, store: Store) -> None:
        made = create(store)
        assert store.checks_to_judge() == ()
        run_to_the_end(store)
        waiting = store.get_check(made.id)
        assert (waiting.status, waiting.finished_at, waiting.progress) == ("running", None, 1)
        assert store.checks_to_judge() == store.checks_to_judge(made.id) == (made.id,)
        assert store.checks_to_judge(UNKNOWN) == ()
        ended = store.end_check(made.id, CheckEnding(status="passed"))
        assert (ended.status, check_of(ended).status) == ("finished", "passed")
        assert ended.finished_at is not None
        assert store.checks_to_judge() == ()

    def test_many_at_once_end_it_once(self, store: Store) -> None:
        """The last two runs end at the same time, and both workers judge."""
        made = store.create_check(tiny_spec(schemes=["xavier"], seeds=4), order(), {})
        leases = [lease for job in made.job_ids if (lease := store.lease_job(job, job, 30))]
        check_id = made.experiment.id

        def work(lease: Lease) -> tuple[str, ...]:
            store.finish_run(lease, lease.runs[0].id)
            found = store.checks_to_judge(check_id)
            for each in found:
                store.end_check(each, CheckEnding(status="passed", report={"by": lease.owner}))
            return found

        with ThreadPoolExecutor(len(leases)) as hands:
            found = list(hands.map(work, leases))
        assert (check_id,) in found
        assert check_of(store.get_check(check_id)).status == "passed"
        kinds = [each.kind for each in store.events_after(check_id, 0)]
        assert kinds.count("experiment_finished") == 1
        assert kinds[-1] == "experiment_finished"

    def test_a_failed_run_ends_it_in_error(self, store: Store) -> None:
        made = store.create_check(tiny_spec(schemes=["xavier"], seeds=2), order(), {})
        first, last = (store.lease_job(job, "worker", 30) for job in made.job_ids)
        assert first is not None
        assert last is not None
        store.fail_run(first, first.runs[0].id, "out of memory")
        assert check_of(store.get_check(made.experiment.id)).status == "running"
        store.finish_run(last, last.runs[0].id)
        ended = store.get_check(made.experiment.id)
        assert (ended.status, check_of(ended).status) == ("failed", "error")
        assert check_of(ended).error == "out of memory"
        assert store.checks_to_judge() == ()
        assert store.end_check(ended.id, CheckEnding(status="passed")) == ended

    def test_workers_that_fall_silent_end_it_in_error(self, store: Store, clock: Clock) -> None:
        made = create(store)
        for attempt in range(MAX_ATTEMPTS):
            assert store.lease_job(store.queued_jobs()[0], f"{attempt}", 30) is not None
            clock.advance(31)
            store.expired_jobs()
        ended = store.get_check(made.id)
        assert (ended.status, check_of(ended).status) == ("failed", "error")
        assert "without a word" in str(check_of(ended).error)

    @pytest.mark.parametrize("has_run", [False, True])
    def test_cancelling_ends_it_in_error(self, store: Store, has_run: bool) -> None:
        """Also while it awaits judgement, which comes too late then."""
        made = create(store, becomes_baseline=True)
        if has_run:
            run_to_the_end(store)
        ended = store.cancel_experiment(made.id)
        assert (ended.status, check_of(ended).status) == ("cancelled", "error")
        assert check_of(ended).error == "the check was cancelled"
        assert store.checks_to_judge() == ()
        assert store.end_check(made.id, CheckEnding(status="passed")) == ended

    def test_one_that_passes_becomes_the_baseline_if_asked(self, store: Store) -> None:
        assert not check_of(end(store, create(store))).is_baseline
        assert not check_of(end(store, create(store, becomes_baseline=True), "failed")).is_baseline
        wanted = end(store, create(store, becomes_baseline=True))
        assert check_of(wanted).is_baseline
        assert store.list_projects().items[0].baseline_id == wanted.id


class TestRerun:
    def test_makes_a_check_with_the_same_order(self, store: Store) -> None:
        first = end(store, create(store, commit="abc", branch="main", becomes_baseline=True))
        made = store.rerun(first.id)
        check = check_of(made.experiment)
        assert (check.gates, check.project) == (GATES, "owner/net")
        assert (check.commit, check.branch) == ("abc", "main")
        assert (check.status, check.report) == ("running", None)
        assert check.compared_with == first.id, "with what is the baseline now"
        assert not check_of(end(store, made.experiment)).is_baseline
        assert check_of(store.get_check(first.id)).is_baseline

    def test_stays_in_its_lane(self, store: Store) -> None:
        made = create_quick(store, 2)
        again = store.rerun(made.experiment.id)
        assert set(store.queued_jobs("quick")) == {*made.job_ids, *again.job_ids}


class TestBaseline:
    def test_there_is_one_a_project(self, store: Store) -> None:
        first, second = end(store, create(store)), end(store, create(store))
        elsewhere = end(store, create(store, project="other"))
        for each in (first, elsewhere, second):
            assert check_of(store.set_baseline(each.id, is_baseline=True)).is_baseline
        assert not check_of(store.get_check(first.id)).is_baseline
        baselines = {each.name: each.baseline_id for each in store.list_projects().items}
        assert baselines == {"owner/net": second.id, "other": elsewhere.id}

    def test_later_checks_are_compared_with_it(self, store: Store) -> None:
        first = end(store, create(store))
        store.set_baseline(first.id, is_baseline=True)
        second = create(store)
        assert check_of(second).compared_with == first.id
        assert check_of(create(store, project="other")).compared_with is None
        store.set_baseline(first.id, is_baseline=False)
        assert check_of(create(store)).compared_with is None
        assert check_of(store.get_check(second.id)).compared_with == first.id

    def test_must_have_measured_something(self, store: Store) -> None:
        made = create(store)
        with pytest.raises(ConflictError, match="running"):
            store.set_baseline(made.id, is_baseline=True)
        run_to_the_end(store)
        store.end_check(made.id, CheckEnding(status="error", error="no data"))
        with pytest.raises(ConflictError, match="error"):
            store.set_baseline(made.id, is_baseline=True)

    def test_must_have_a_project(self, store: Store) -> None:
        made = end(store, create(store, project=None))
        with pytest.raises(ConflictError, match="project"):
            store.set_baseline(made.id, is_baseline=True)

    def test_goes_with_its_experiment(self, store: Store) -> None:
        first = end(store, create(store, becomes_baseline=True))
        create(store)
        store.delete_experiment(first.id)
        (project,) = store.list_projects().items
        assert (project.num_checks, project.baseline_id) == (1, None)
        assert store.measured_numbers(first.id) is None


class TestProjects:
    def test_pages_by_name(self, store: Store) -> None:
        for name in ("b", "a", "c"):
            create(store, project=name)
        first = store.list_projects(limit=2)
        assert [each.name for each in first.items] == ["a", "b"]
        rest = store.list_projects(cursor=first.next_cursor, limit=2)
        assert [each.name for each in rest.items] == ["c"]
        assert rest.next_cursor is None

    def test_checks_page_within_a_project(self, store: Store) -> None:
        mine = [create(store).id for _ in range(3)]
        create(store, project="other")
        first = store.list_checks("owner/net", limit=2)
        rest = store.list_checks("owner/net", cursor=first.next_cursor)
        assert [each.id for each in (*first.items, *rest.items)] == mine[::-1]
        assert len(store.list_checks().items) == 4

    def test_history_is_the_newest_checks_oldest_first(self, store: Store) -> None:
        made = [create(store, commit=str(index)) for index in range(3)]
        end(store, made[1])
        history = store.project_history("owner/net", limit=2)
        assert [(each.commit, each.status) for each in history] == [
            ("1", "passed"),
            ("2", "running"),
        ]
        assert [each.numbers for each in history] == [{"of": made[1].id}, None]
        assert [each.drifted for each in history] == [{"xavier": ["main.1"]}, None]

    def test_without_checks_there_is_no_project(self, store: Store) -> None:
        with pytest.raises(NotFoundError, match="project"):
            store.project_history("nobody", limit=5)
        store.delete_experiment(create(store).id)
        assert store.list_projects().items == ()
        with pytest.raises(NotFoundError, match="project"):
            store.project_history("owner/net", limit=5)
