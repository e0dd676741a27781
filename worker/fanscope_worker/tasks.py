"""The task: a job's id in, executed; errors mapped. All that knows both Celery and a job."""

from __future__ import annotations

import logging

from celery import Celery

from fanscope_backend.queue import TASK
from fanscope_backend.settings import Settings
from fanscope_backend.store import Store
from fanscope_worker.reaper import Reaper
from fanscope_worker.stopping import is_stopping

log = logging.getLogger(__name__)


def register_task(
    celery: Celery, store: Store, settings: Settings, *, owner: str, reaper: Reaper
) -> None:
    """Make the application able to execute jobs under the name of ``owner``.

    Whatever the store raises ends this attempt alone: the lease runs out and a reaper gives the
    job to a worker again.
    """

    def execute_job(job_id: str) -> None:
        from fanscope_worker.execute import execute

        try:
            with reaper.working():
                outcome = execute(
                    store, job_id, settings=settings, owner=owner, is_stopping=is_stopping
                )
            log.info("job %s: %s", job_id, outcome)
        except Exception:
            log.exception("job %s: this attempt is given up", job_id)

    celery.task(execute_job, name=TASK)
