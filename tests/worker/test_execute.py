"""One job from lease to end, on a real store, with real training."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import sleep
from typing import Any

import pytest
import torch

from fanscope.errors import DataError
from fanscope.spec import ExperimentSpec
from fanscope.training import Step, train
from fanscope_backend.settings import Settings
from fanscope_backend.store import ExperimentRecord, Store
from fanscope_worker import execute as module
from fanscope_worker import heartbeat
from fanscope_worker.execute import Outcome, execute
from support.pictures import break_picture, draw_folder, picture_network
from support.recorded import stored_frames, undisturbed_frames
from support.training import hypernetwork_experiment

SPEC = hypernetwork_experiment(schemes=["hyperfan-in"])


def submit(store: Store, spec: ExperimentSpec = SPEC) -> ExperimentRecord:
    return store.create_experiment(spec).experiment


def execute_first(store: Store, settings: Settings, **options: Any) -> Outcome:
    (job_id, *_) = store.queued_jobs()
    return execute(store, job_id, settings=settings, owner="worker", **options)


def kinds(store: Store, experiment: ExperimentRecord) -> list[str]:
    return [event.kind for event in store.events_after(experiment.id, 0)]


def test_a_run_is_trained_and_stored(store: Store, settings: Settings) -> None:
    experiment = submit(store)
    assert execute_first(store, settings) == "done"
    after = store.get_experiment(experiment.id)
    assert (after.status, after.runs[0].status, after.runs[0].step) == ("finished", "finished", 6)
    assert stored_frames(settings, experiment.id) == undisturbed_frames(SPEC)
    assert kinds(store, experiment)[:3] == ["experiment_queued", "run_started", "frame_recorded"]
    assert kinds(store, experiment)[-2:] == ["run_finished", "experiment_finished"]


def test_an_ended_or_unknown_job_is_refused(store: Store, settings: Settings) -> None:
    experiment = submit(store)
    (job_id,) = store.queued_jobs()
    execute(store, job_id, settings=settings, owner="a")
    sequence = store.get_experiment(experiment.id).last_sequence
    assert execute(store, job_id, settings=settings, owner="b") == "refused"
    assert execute(store, "0" * 32, settings=settings, owner="b") == "refused"
    assert store.get_experiment(experiment.id).last_sequence == sequence


def test_a_job_in_other_hands_is_refused(store: Store, settings: Settings) -> None:
    submit(store)
    (job_id,) = store.queued_jobs()
    assert store.lease_job(job_id, "a", lease_s=30) is not None
    assert execute(store, job_id, settings=settings, owner="b") == "refused"


def test_cancelling_ends_it_between_two_steps(store: Store, settings: Settings) -> None:
    experiment = submit(store, SPEC.model_copy(update={"training": _training(steps=10_000)}))
    asked = 0

    def cancel_then_go_on() -> bool:
        nonlocal asked
        asked += 1
        if asked == 3:
            store.cancel_experiment(experiment.id)
        return False

    assert execute_first(store, settings, is_stopping=cancel_then_go_on) == "lost"
    assert store.get_experiment(experiment.id).runs[0].status == "cancelled"
    assert asked < 10_000


def test_a_stopping_worker_gives_the_job_back_and_another_ends_it(
    store: Store, settings: Settings
) -> None:
    experiment = submit(store)
    answers = iter([False, False, True])
    assert execute_first(store, settings, is_stopping=lambda: next(answers)) == "released"
    assert store.get_experiment(experiment.id).runs[0].status == "queued"
    partial = stored_frames(settings, experiment.id)["hyperfan-in", 0]
    assert 0 < len(partial) < 4
    assert execute_first(store, settings) == "done"
    assert stored_frames(settings, experiment.id) == undisturbed_frames(SPEC)
    assert kinds(store, experiment).count("frame_recorded") == 4


LEARNING = SPEC.model_validate(
    {
        "network": {"kind": "mlp", "widths": [64, 20, 20, 10]},
        "training": {"steps": 2, "batch_size": 20},
        "schemes": [{"name": "gradinit", "of": "kaiming", "steps": 10_000, "lr": 0.1}],
    }
)
"""The scales alone would be learned for a minute or more."""


def test_a_scheme_that_learns_its_scales_can_be_stopped(store: Store, settings: Settings) -> None:
    experiment = submit(store, LEARNING)
    answers = iter([False] * 5 + [True])
    assert execute_first(store, settings, is_stopping=lambda: next(answers)) == "released"
    assert store.get_experiment(experiment.id).runs[0].status == "queued"
    assert kinds(store, experiment).count("frame_recorded") == 0


def test_a_scheme_that_learns_its_scales_can_be_cancelled(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    experiment = submit(store, LEARNING)
    asked = 0

    def cancel() -> bool:
        nonlocal asked
        asked += 1
        if asked == 3:
            store.cancel_experiment(experiment.id)
        sleep(0.01)
        return False

    monkeypatch.setattr(heartbeat, "BEATS_PER_LEASE", 600)
    assert execute_first(store, settings, is_stopping=cancel) == "lost"
    assert store.get_experiment(experiment.id).runs[0].status == "cancelled"
    assert asked < 5_000


def test_a_diverging_run_is_finished(store: Store, settings: Settings) -> None:
    spec = hypernetwork_experiment(
        network={"main": {"widths": [64, *[128] * 5, 10], "activation": "relu"}},
        schemes=["kaiming"],
        training={"steps": 20, "batch_size": 50, "optimizer": {"kind": "sgd", "lr": 0.001}},
    )
    experiment = submit(store, spec)
    assert execute_first(store, settings) == "done"
    (run,) = store.get_experiment(experiment.id).runs
    assert run.status == "finished"
    assert run.diverged_step is not None
    assert run.diverged_layer is not None
    recorded = stored_frames(settings, experiment.id)["kaiming", 0]
    assert max(recorded) == run.diverged_step <= 20


def test_missing_data_fails_the_run_and_names_the_folder(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = f"no MNIST in {tmp_path}"
    monkeypatch.setattr(module, "train", _failing_at(0, DataError(error)))
    experiment = submit(store)
    assert execute_first(store, Settings(home=tmp_path)) == "done"
    after = store.get_experiment(experiment.id)
    assert (after.status, after.runs[0].status, after.runs[0].error) == ("failed", "failed", error)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 4 TB"),
    ],
)
def test_lack_of_memory_fails_the_run_in_plain_words(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(module, "train", _failing_at(0, error))
    experiment = submit(store)
    execute_first(store, settings)
    assert "out of memory" in str(store.get_experiment(experiment.id).runs[0].error)


def test_a_fault_fails_the_run_and_keeps_what_was_recorded(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "train", _failing_at(3, ZeroDivisionError("oh")))
    experiment = submit(store)
    assert execute_first(store, settings) == "done"
    (run,) = store.get_experiment(experiment.id).runs
    assert run.status == "failed"
    assert "ZeroDivisionError: oh" in str(run.error)
    assert set(stored_frames(settings, experiment.id)["hyperfan-in", 0]) == {0, 2}


def test_a_database_that_fails_is_not_blamed_on_the_run(
    store: Store, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the database is away")

    experiment = submit(store)
    monkeypatch.setattr(store, "append_frames", fail)
    with pytest.raises(OSError, match="away"):
        execute_first(store, settings)
    assert store.get_experiment(experiment.id).runs[0].status == "queued"


def _training(*, steps: int) -> Any:
    return SPEC.training.model_copy(update={"steps": steps})


def _failing_at(index: int, error: Exception) -> Any:
    def failing(*arguments: Any, **options: Any) -> Iterator[Step]:
        for step in train(*arguments, **options):
            if step.step == index:
                raise error
            yield step

    return failing


def test_pictures_that_were_skipped_stand_in_the_event_log(
    store: Store, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANSCOPE_DATA", str(tmp_path / "sets"))
    draw_folder(tmp_path / "sets" / "pets")
    break_picture(tmp_path / "sets/pets/train/dogs/003.PNG")
    settings = settings.model_copy(update={"data": tmp_path / "sets"})
    experiment = submit(
        store,
        ExperimentSpec.model_validate(
            {
                "network": picture_network(8, 3),
                "data": {"name": "image-folder", "path": "pets", "size": 8},
                "training": {"steps": 3, "batch_size": 9},
                "schemes": ["kaiming"],
            }
        ),
    )
    assert execute_first(store, settings) == "done"
    (finished,) = (e for e in store.events_after(experiment.id, 0) if e.kind == "run_finished")
    assert "1 picture could not be read" in str(finished.payload["warnings"])
    assert "train/dogs/003.PNG" in str(finished.payload["warnings"])
