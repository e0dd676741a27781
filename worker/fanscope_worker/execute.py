"""One job from lease to end. No Celery here."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Literal

import torch

from fanscope.errors import DataError, SpecError
from fanscope.result import Divergence
from fanscope.training import Step, train
from fanscope_backend.judging.endings import judge_checks
from fanscope_backend.settings import Settings
from fanscope_backend.store import Lease, LeaseLost, RunTask, Store
from fanscope_worker.heartbeat import Heartbeat
from fanscope_worker.memory import is_out_of_memory
from fanscope_worker.recording import RunRecorder

Outcome = Literal["done", "refused", "lost", "released"]

log = logging.getLogger(__name__)


class RunFailed(Exception):
    """A run cannot be trained; the message is for its user."""


class Stopping(Exception):
    """The worker was asked to stop."""


def execute(
    store: Store,
    job_id: str,
    *,
    settings: Settings,
    owner: str,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Train the runs of a job and store what they measure; judge its check if these were the last.

    Args:
        store: Where jobs are leased and frames are kept.
        job_id: The job, or one that stands for another of its lane; one that is unknown, ended or held by a live worker is left alone.
        settings: Data folder, device, threads and the length of a lease.
        owner: Name of this worker, unlike every other's.
        is_stopping: Asked between steps, and while scales are learned; once true, the job goes back to the queue.

    Returns:
        ``done``; ``refused``, there was nothing to do; ``lost``, the job was cancelled or given to
        another; ``released``, the worker is stopping.
    """
    lease = store.lease_next(job_id, owner, settings.lease_s)
    if lease is None:
        return "refused"
    torch.set_num_threads(settings.threads)
    try:
        with Heartbeat(store, lease) as heartbeat:
            for task in lease.runs:
                if not _execute_run(store, lease, task, settings, heartbeat, is_stopping):
                    store.release(lease)
                    return "released"
    except LeaseLost as reason:
        log.info("job %s is dropped: %s", lease.job_id, reason)
        return "lost"
    judge_checks(store, store.checks_to_judge(lease.experiment_id))
    return "done"


def _execute_run(
    store: Store,
    lease: Lease,
    task: RunTask,
    settings: Settings,
    heartbeat: Heartbeat,
    is_stopping: Callable[[], bool],
) -> bool:
    """Train one run to its end; return False if the worker was asked to stop before."""

    def go_on() -> None:
        if heartbeat.is_lost:
            raise LeaseLost("the lease ran out during a step")
        if is_stopping():
            raise Stopping

    recorder = RunRecorder(store, lease, task.id)
    diverged_at = None
    warnings: tuple[str, ...] = ()
    try:
        for step in _train(lease, task, settings, go_on):
            recorder.take(step)
            warnings += step.warnings
            if step.diverged_layer is not None:
                diverged_at = Divergence(step.step, step.diverged_layer)
            go_on()
    except Stopping:
        recorder.flush()
        return False
    except RunFailed as failure:
        recorder.flush()
        store.fail_run(lease, task.id, str(failure))
        return True
    recorder.flush()
    store.finish_run(lease, task.id, diverged_at, warnings=warnings)
    return True


def _train(
    lease: Lease, task: RunTask, settings: Settings, go_on: Callable[[], None]
) -> Iterator[Step]:
    """Yield the steps; whatever goes wrong in training, and nothing else, becomes RunFailed.

    ``go_on`` is asked while a scheme learns its scales, before the first step; what it raises is passed on.
    """
    steps = train(
        lease.spec,
        task.choice,
        task.seed,
        data_dir=settings.data_dir,
        device=settings.device,
        pause=go_on,
    )
    while True:
        try:
            step = next(steps, None)
        except (LeaseLost, Stopping):
            raise
        except Exception as error:
            raise RunFailed(_explain(error, task)) from error
        if step is None:
            return
        yield step


def _explain(error: Exception, task: RunTask) -> str:
    if isinstance(error, DataError | SpecError):
        return str(error)
    if is_out_of_memory(error):
        return (
            "the worker ran out of memory; make the network or the batch smaller, "
            "or run on a machine with more"
        )
    log.error("run %s failed", task.id, exc_info=error)
    return f"a fault in Fanscope: {type(error).__name__}: {error}; the worker's log says where"
