"""Stopping a worker in good order and at once, on SIGTERM or Ctrl-C.

Celery's own handlers only leave a note, which an idle worker reads after two seconds.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

from celery.exceptions import WorkerShutdown
from celery.signals import worker_ready
from celery.worker import state


def stop_on_signals(is_working: Callable[[], bool]) -> None:
    """Put our signal handlers in the place of Celery's, once it has set up its own.

    Args:
        is_working: Whether a job is being executed. It sees the note that :func:`is_stopping` reads
            and ends by itself; otherwise the worker ends right here.
    """

    def stop(_number: int, _frame: object) -> None:
        state.should_stop = os.EX_OK
        if not is_working():
            raise WorkerShutdown(os.EX_OK)

    def install(**_: object) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    worker_ready.connect(install, weak=False)


def is_stopping() -> bool:
    """Return whether the worker was asked to stop."""
    return state.should_stop is not None or state.should_terminate is not None
