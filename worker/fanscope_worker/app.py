"""A worker process: Celery's solo pool, which executes one job at a time in the main thread."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Sequence
from secrets import token_hex
from time import sleep

from celery.apps.worker import Worker

from fanscope.spec import ExperimentSpec, HypernetworkSpec, MlpSpec, SchemeChoice, TrainingSpec
from fanscope_backend.queue import POLLING_S, QUEUES, JobQueue, make_celery
from fanscope_backend.settings import Settings
from fanscope_backend.store import LANES, Lane, Store, open_store
from fanscope_worker.reaper import Reaper
from fanscope_worker.stopping import stop_on_signals
from fanscope_worker.tasks import register_task

DATABASE_POLL_S = 1.0
QUICK_POLLING_S = 0.01
"""Where somebody waits for the answer, a broker of files is looked at more often."""

log = logging.getLogger(__name__)


def serve(settings: Settings, lanes: Sequence[Lane] = LANES) -> int:
    """Execute jobs of some lanes until told to stop; return the exit code."""
    store = open_store(settings.model_copy(update={"max_cached_bytes": 0}))  # frames are read once
    wait_for_database(store)
    queue = JobQueue(settings)
    celery = make_celery(settings, polling_s=POLLING_S if "ordinary" in lanes else QUICK_POLLING_S)
    owner = f"{socket.gethostname()}:{os.getpid()}:{token_hex(4)}"
    reaper = Reaper(store, queue, lanes=lanes, every_s=settings.reap_s)
    register_task(celery, store, settings, owner=owner, reaper=reaper)
    warm_up()
    reaper.start()
    stop_on_signals(lambda: reaper.is_working)
    worker: Worker = celery.Worker(
        hostname=owner,
        pool="solo",
        queues=[QUEUES[lane] for lane in lanes],
        loglevel="INFO",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    log.info("%s is ready for %s jobs", owner, " and ".join(lanes))
    worker.start()
    reaper.stop()
    store.close()
    return int(worker.exitcode or 0)


def wait_for_database(store: Store) -> None:
    """Return once the database answers and has its tables."""
    while True:
        try:
            store.ping()
        except Exception as error:
            log.warning("waiting for the database: %s", str(error).partition("\n")[0])
            sleep(DATABASE_POLL_S)
        else:
            return


def warm_up() -> None:
    """Train next to nothing, record a step 0 alone, and judge both, for torch, compiled loops and rules load parts of themselves at first use.

    That takes seconds, in which no job should be held, and no lease, for no thread gets its turn.
    """
    network = HypernetworkSpec(main=MlpSpec(widths=(64, 2, 10)))
    both = (SchemeChoice(name="hyperfan-in"), SchemeChoice(name="kaiming"))  # uniform, normal
    try:
        from fanscope.experiment import run_experiment
        from fanscope.verdicts import judge

        for steps in (0, 1):  # a run without updates takes a way of its own
            training = TrainingSpec(steps=steps)
            spec = ExperimentSpec(network=network, training=training, schemes=both)
            judge(run_experiment(spec, device="cpu"))
    except Exception:
        log.exception("the warm-up failed; jobs will say more")
