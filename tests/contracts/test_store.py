"""What the store promises, whatever the database."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from fanscope.errors import ConflictError, NotFoundError
from fanscope.result import Divergence
from fanscope_backend.store import ExperimentRecord, Lease, LeaseLost, Store
from support.frames import make_frame
from support.specs import tiny_spec

if TYPE_CHECKING:
    from contracts.conftest import Clock

UNKNOWN = "0" * 32


def create(store: Store, **changes: Any) -> ExperimentRecord:
    return store.create_experiment(tiny_spec(**changes)).experiment


def lease_first(store: Store, owner: str = "worker") -> Lease:
    lease = store.lease_job(store.queued_jobs()[0], owner, 30)
    assert lease is not None
    return lease


def kinds(store: Store, experiment: ExperimentRecord) -> list[str]:
    return [event.kind for event in store.events_after(experiment.id, 0)]


def run_to_the_end(store: Store, lease: Lease) -> None:
    for task in lease.runs:
        store.append_frames(lease, task.id, [make_frame(0), make_frame(4)], 4, 1.5)
        store.finish_run(lease, task.id)


class TestCreate:
    def test_queues_a_job_per_run_seed_by_seed(self, store: Store) -> None:
        experiment = create(store)
        assert [(run.scheme, run.seed) for run in experiment.runs] == [
            ("xavier", 0),
            ("normal(std=0.1)", 0),
            ("xavier", 1),
            ("normal(std=0.1)", 1),
        ]
        leases = [store.lease_job(job, "w", 30) for job in store.queued_jobs()]
        assert [lease.runs[0].id for lease in leases if lease] == [r.id for r in experiment.runs]

    def test_reads_back_what_was_written(self, store: Store, clock: Clock) -> None:
        spec = tiny_spec(name="<b>Ünïcode</b> \U0001f600 'quoted' %s")
        made = store.create_experiment(spec, {"runs": 4, "duration_s": 1.5}).experiment
        read = store.get_experiment(made.id)
        assert read == made
        assert (read.spec, read.name) == (spec, spec.name)
        assert read.estimate == {"runs": 4, "duration_s": 1.5}
        assert read.created_at == clock.now
        assert (read.status, read.progress, read.last_sequence) == ("queued", 0, 1)

    def test_same_key_and_spec_make_one_experiment(self, store: Store) -> None:
        first = store.create_experiment(tiny_spec(), {}, "key")
        second = store.create_experiment(tiny_spec(), {}, "key")
        assert (first.is_new, second.is_new) == (True, False)
        assert second.experiment.id == first.experiment.id
        assert second.job_ids == first.job_ids
        assert len(store.list_experiments().items) == 1

    def test_same_key_and_other_spec_conflict(self, store: Store) -> None:
        store.create_experiment(tiny_spec(), {}, "key")
        with pytest.raises(ConflictError, match="Idempotency-Key"):
            store.create_experiment(tiny_spec(name="other"), {}, "key")
        assert len(store.list_experiments().items) == 1

    def test_rerun_makes_a_new_experiment_of_the_same_spec(self, store: Store) -> None:
        old = create(store)
        new = store.rerun(old.id).experiment
        assert new.id != old.id
        assert new.spec == old.spec
        assert len(store.queued_jobs()) == 8


class TestUnknown:
    def test_is_not_found(self, store: Store) -> None:
        calls: tuple[Callable[[str], object], ...] = (
            store.get_experiment,
            store.get_run,
            store.rerun,
            store.cancel_experiment,
            store.delete_experiment,
            store.load_result,
            store.load_track,
            store.recorded_steps,
            lambda name: store.events_after(name, 0),
        )
        for call, name in product(calls, (UNKNOWN, "", "'; drop table runs", "\0", "é" * 99)):
            with pytest.raises(NotFoundError):
                call(name)

    def test_job_is_not_leased(self, store: Store) -> None:
        assert store.lease_job(UNKNOWN, "w", 30) is None


class TestLease:
    def test_is_given_once(self, store: Store) -> None:
        create(store)
        lease = lease_first(store)
        assert store.lease_job(lease.job_id, "other", 30) is None
        assert lease.job_id not in store.queued_jobs()

    def test_starts_the_experiment(self, store: Store, clock: Clock) -> None:
        experiment = create(store)
        clock.advance(5)
        lease_first(store)
        read = store.get_experiment(experiment.id)
        assert (read.status, read.started_at) == ("running", clock.now)

    def test_lives_while_it_is_renewed(self, store: Store, clock: Clock) -> None:
        create(store)
        lease = lease_first(store)
        for _ in range(5):
            clock.advance(20)
            store.renew(lease)
            assert store.expired_jobs() == ()

    def test_every_write_renews(self, store: Store, clock: Clock) -> None:
        create(store)
        lease = lease_first(store)
        run_id = lease.runs[0].id
        clock.advance(20)
        store.append_frames(lease, run_id, [make_frame(0)], 0, 1.0)
        clock.advance(20)
        store.progress(lease, run_id, 1, 1.0)
        clock.advance(20)
        assert store.expired_jobs() == ()

    def test_expires_and_is_requeued(self, store: Store, clock: Clock) -> None:
        experiment = create(store)
        lease = lease_first(store)
        store.progress(lease, lease.runs[0].id, 3, 1.0)
        clock.advance(31)
        assert store.expired_jobs() == (lease.job_id,)
        assert lease.job_id in store.queued_jobs()
        assert kinds(store, experiment)[-1] == "run_requeued"
        run = store.get_run(lease.runs[0].id)
        assert (run.status, run.step) == ("queued", 0)
        assert store.expired_jobs() == ()

    def test_that_was_lost_writes_nothing(self, store: Store, clock: Clock) -> None:
        experiment = create(store)
        old = lease_first(store)
        clock.advance(31)
        store.expired_jobs()
        new = store.lease_job(old.job_id, "worker", 30)
        assert new is not None
        assert new.attempt == 2
        run_id = old.runs[0].id
        before = kinds(store, experiment)
        writes: tuple[Callable[[], None], ...] = (
            lambda: store.renew(old),
            lambda: store.append_frames(old, run_id, [make_frame(0)], 0, 1.0),
            lambda: store.progress(old, run_id, 1, 1.0),
            lambda: store.finish_run(old, run_id),
            lambda: store.fail_run(old, run_id, "x"),
        )
        for write in writes:
            with pytest.raises(LeaseLost):
                write()
        assert kinds(store, experiment) == before
        assert store.load_track(run_id) is None

    def test_that_ran_out_may_be_taken_over_directly(self, store: Store, clock: Clock) -> None:
        create(store)
        old = lease_first(store)
        clock.advance(31)
        assert store.lease_job(old.job_id, "other", 30) is not None

    def test_is_given_up_after_three_silent_workers(self, store: Store, clock: Clock) -> None:
        experiment = create(store, schemes=["xavier"], seeds=1)
        for _ in range(3):
            lease_first(store)
            clock.advance(31)
            store.expired_jobs()
        assert store.queued_jobs() == ()
        read = store.get_experiment(experiment.id)
        assert (read.status, read.runs[0].status) == ("failed", "failed")
        assert "3 workers" in str(read.runs[0].error)
        assert kinds(store, experiment)[-2:] == ["run_failed", "experiment_finished"]

    def test_of_a_retry_leaves_out_runs_that_ended(self, store: Store) -> None:
        create(store)
        lease = lease_first(store)
        run_to_the_end(store, lease)
        assert store.lease_job(lease.job_id, "other", 30) is None


class TestForgotten:
    def test_finds_the_oldest_queued_job_when_nothing_runs(
        self, store: Store, clock: Clock
    ) -> None:
        create(store)
        assert store.forgotten_jobs() == ()
        clock.advance(61)
        assert store.forgotten_jobs() == store.queued_jobs()[:1]
        lease_first(store)
        assert store.forgotten_jobs() == ()


class TestFrames:
    def test_come_back_as_a_track(self, store: Store) -> None:
        experiment = create(store)
        lease = lease_first(store)
        run_id = lease.runs[0].id
        store.append_frames(lease, run_id, [make_frame(0), make_frame(1)], 1, 2.0)
        first = store.load_track(run_id)
        store.append_frames(lease, run_id, [make_frame(4)], 4, 2.0)
        track = store.load_track(run_id)
        assert first is not None
        assert track is not None
        assert (first.steps.tolist(), track.steps.tolist()) == ([0, 1], [0, 1, 4])
        np.testing.assert_array_equal(
            track.statistic("main.1", "activation", "mean"), [1.0, 2.0, 5.0]
        )
        assert track.histogram("main.0", "weight", 2).counts.tolist() == [1, 6, 3]
        result = store.load_result(experiment.id)
        assert [run.track is None for run in result.runs] == [False, True, True, True]
        assert set(result.predictions) == {"xavier", "normal(std=0.1)"}
        assert store.recorded_steps(experiment.id) == (0, 1, 4)

    def test_are_neither_missed_nor_doubled_by_a_retry(self, store: Store, clock: Clock) -> None:
        experiment = create(store)
        old = lease_first(store)
        run_id = old.runs[0].id
        store.append_frames(old, run_id, [make_frame(0), make_frame(1)], 1, 2.0)
        clock.advance(31)
        store.expired_jobs()
        new = store.lease_job(old.job_id, "other", 30)
        assert new is not None
        store.append_frames(new, run_id, [make_frame(0), make_frame(1, value=9)], 1, 2.0)
        store.append_frames(new, run_id, [make_frame(2)], 2, 2.0)
        track = store.load_track(run_id)
        assert track is not None
        assert track.steps.tolist() == [0, 1, 2]
        assert track.statistic("main.0", "weight", "mean").tolist() == [1, 2, 3]
        events = [e for e in store.events_after(experiment.id, 0) if e.kind == "frame_recorded"]
        assert [event.payload["step"] for event in events] == [0, 1, 2]
        assert store.get_run(run_id).num_frames == 3

    def test_with_losses_that_are_not_finite(self, store: Store) -> None:
        experiment = create(store)
        lease = lease_first(store)
        run_id = lease.runs[0].id
        frame = make_frame(0, value=math.inf, loss=math.nan)
        store.append_frames(lease, run_id, [frame], 0, -math.inf)
        store.finish_run(lease, run_id, Divergence(0, "main.1"), warnings=["skipped"])
        run = store.get_experiment(experiment.id).runs[0]
        assert (run.status, run.loss) == ("finished", None)
        assert (run.diverged_step, run.diverged_layer) == (0, "main.1")
        assert run.progress == 1
        events = store.events_after(experiment.id, 0)
        assert events[2].payload["loss"] is None
        diverged_at = {"step": 0, "layer": "main.1"}
        assert events[3].payload == {"diverged_at": diverged_at, "warnings": ["skipped"]}
        assert store.get_run(run_id).warnings == ("skipped",)
        track = store.load_track(run_id)
        assert track is not None
        assert math.isinf(track.statistic("main.0", "weight", "mean")[0])

    def test_of_a_foreign_run_are_refused(self, store: Store) -> None:
        experiment = create(store)
        lease = lease_first(store)
        with pytest.raises(LeaseLost):
            store.append_frames(lease, experiment.runs[1].id, [make_frame(0)], 0, 1.0)


class TestEnd:
    def test_of_all_runs_finishes_the_experiment(self, store: Store, clock: Clock) -> None:
        experiment = create(store)
        for _ in range(4):
            run_to_the_end(store, lease_first(store))
        read = store.get_experiment(experiment.id)
        assert (read.status, read.progress, read.finished_at) == ("finished", 1, clock.now)
        last = store.events_after(experiment.id, 0)[-1]
        assert (last.kind, dict(last.payload)) == ("experiment_finished", {"status": "finished"})
        assert last.sequence == read.last_sequence

    def test_of_a_run_in_failure_fails_the_experiment_at_its_end(self, store: Store) -> None:
        experiment = create(store)
        lease = lease_first(store)
        store.fail_run(lease, lease.runs[0].id, "no data")
        assert store.get_experiment(experiment.id).status == "running"
        for _ in range(3):
            run_to_the_end(store, lease_first(store))
        read = store.get_experiment(experiment.id)
        assert read.status == "failed"
        assert read.error == {"run_id": lease.runs[0].id, "detail": "no data"}

    def test_keeps_a_digest(self, store: Store) -> None:
        experiment = create(store, schemes=["xavier"], seeds=1)
        store.save_digest(experiment.id, {"early": True})
        assert store.get_experiment(experiment.id).digest is None
        run_to_the_end(store, lease_first(store))
        store.save_digest(experiment.id, {"verdicts": []})
        assert store.get_experiment(experiment.id).digest == {"verdicts": []}


class TestCancel:
    def test_ends_what_has_not_ended(self, store: Store) -> None:
        experiment = create(store)
        run_to_the_end(store, lease_first(store))
        lease = lease_first(store)
        cancelled = store.cancel_experiment(experiment.id)
        assert cancelled.status == "cancelled"
        assert [run.status for run in cancelled.runs] == ["finished"] + ["cancelled"] * 3
        with pytest.raises(LeaseLost):
            store.append_frames(lease, lease.runs[0].id, [make_frame(0)], 0, 1.0)
        assert store.queued_jobs() == ()
        assert kinds(store, experiment)[-4:] == ["run_cancelled"] * 3 + ["experiment_cancelled"]

    def test_twice_does_nothing(self, store: Store) -> None:
        experiment = create(store)
        store.cancel_experiment(experiment.id)
        before = kinds(store, experiment)
        store.cancel_experiment(experiment.id)
        assert kinds(store, experiment) == before

    def test_of_a_finished_experiment_conflicts(self, store: Store) -> None:
        experiment = create(store, schemes=["xavier"], seeds=1)
        run_to_the_end(store, lease_first(store))
        with pytest.raises(ConflictError, match="finished"):
            store.cancel_experiment(experiment.id)


class TestDelete:
    def test_takes_everything_along(self, store: Store) -> None:
        kept = create(store)
        accepted = store.create_experiment(tiny_spec())
        experiment = accepted.experiment
        lease = store.lease_job(accepted.job_ids[0], "w", 30)
        assert lease is not None
        store.append_frames(lease, lease.runs[0].id, [make_frame(0)], 0, 1.0)
        store.delete_experiment(experiment.id)
        assert [item.id for item in store.list_experiments().items] == [kept.id]
        assert len(store.queued_jobs()) == 4
        assert store.count_frames() == 0
        with pytest.raises(LeaseLost):
            store.renew(lease)


class TestList:
    def test_pages_stay_right_while_experiments_arrive(self, store: Store) -> None:
        ids = [create(store, name=f"number {index}").id for index in range(5)][::-1]
        first = store.list_experiments(limit=2)
        create(store)
        second = store.list_experiments(limit=2, cursor=first.next_cursor)
        third = store.list_experiments(limit=2, cursor=second.next_cursor)
        pages = (first, second, third)
        assert sorted(item.id for page in pages for item in page.items) == sorted(ids)
        assert third.next_cursor is None

    def test_is_newest_first(self, store: Store) -> None:
        items = [create(store) for _ in range(3)]
        listed = [item.id for item in store.list_experiments().items]
        assert listed == sorted((item.id for item in items), reverse=True)

    @pytest.mark.parametrize(
        ("filters", "names"),
        [
            ({"query": "ALPHA"}, ["alpha 100%", "alphabet_"]),
            ({"query": "0%"}, ["alpha 100%"]),
            ({"query": "t_"}, ["alphabet_"]),
            ({"query": "'"}, []),
            ({"status": "cancelled"}, ["beta"]),
            ({"scheme": "kaiming"}, ["beta"]),
            ({"scheme": "normal(std=0.1)"}, ["alpha 100%", "alphabet_"]),
            ({"query": "beta", "scheme": "xavier"}, []),
        ],
    )
    def test_filters(self, store: Store, filters: dict[str, Any], names: list[str]) -> None:
        create(store, name="alpha 100%")
        create(store, name="alphabet_")
        store.cancel_experiment(create(store, name="beta", schemes=["kaiming"]).id)
        assert sorted(item.name for item in store.list_experiments(**filters).items) == names

    def test_counts_by_status(self, store: Store) -> None:
        create(store)
        store.cancel_experiment(create(store).id)
        assert store.count_experiments() == {"queued": 1, "cancelled": 1}
