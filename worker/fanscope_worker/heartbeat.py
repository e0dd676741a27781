"""Renewing a lease from a thread, so that a step that takes long does not lose it."""

from __future__ import annotations

import logging
from threading import Event, Thread
from types import TracebackType
from typing import Self

from fanscope_backend.store import Lease, LeaseLost, Store

BEATS_PER_LEASE = 4
"""Three renewals in a row may fail before the lease runs out."""

log = logging.getLogger(__name__)


class Heartbeat:
    """Keeps a lease while a ``with`` block runs.

    A database that cannot be reached for a while is no reason to stop: the next beat may succeed.
    """

    def __init__(self, store: Store, lease: Lease) -> None:
        """Start nothing yet."""
        self._store = store
        self._lease = lease
        self._lost = Event()
        self._stop = Event()
        self._thread = Thread(target=self._beat, name="heartbeat", daemon=True)

    @property
    def is_lost(self) -> bool:
        """Whether the job is known to be no longer ours."""
        return self._lost.is_set()

    def __enter__(self) -> Self:
        """Begin to renew."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop renewing."""
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.wait(self._lease.lease_s / BEATS_PER_LEASE):
            try:
                self._store.renew(self._lease)
            except LeaseLost:
                self._lost.set()
                return
            except Exception:
                log.exception("job %s: the lease could not be renewed", self._lease.job_id)
