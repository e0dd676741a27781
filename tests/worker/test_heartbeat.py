"""Renewing a lease while a step takes long."""

from __future__ import annotations

from threading import Event
from typing import cast

import pytest

from fanscope_backend.store import Lease, LeaseLost, Store
from fanscope_worker.heartbeat import Heartbeat
from support.training import hypernetwork_experiment

LEASE = Lease("job", "experiment", "worker", 1, 0.04, hypernetwork_experiment(), ())


class Renewals:
    """A store whose renewals fail as told, then succeed."""

    def __init__(self, *failures: Exception) -> None:
        self.failures = list(failures)
        self.count = 0
        self.enough = Event()

    def renew(self, lease: Lease) -> None:
        self.count += 1
        if self.count >= 3:
            self.enough.set()
        if self.failures:
            raise self.failures.pop(0)


def test_the_lease_is_renewed_until_the_block_ends() -> None:
    store = Renewals()
    with Heartbeat(cast(Store, store), LEASE) as heartbeat:
        assert store.enough.wait(10)
        assert not heartbeat.is_lost
    count = store.count
    assert not Event().wait(0.05)
    assert store.count == count


def test_a_lost_lease_is_told_and_not_asked_for_again() -> None:
    store = Renewals(LeaseLost("gone"))
    with Heartbeat(cast(Store, store), LEASE) as heartbeat:
        while not heartbeat.is_lost:
            Event().wait(0.01)
        Event().wait(0.05)
    assert store.count == 1


def test_an_unreachable_database_is_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    store = Renewals(OSError("away"), OSError("away"))
    with Heartbeat(cast(Store, store), LEASE) as heartbeat:
        assert store.enough.wait(10)
        assert not heartbeat.is_lost
    assert "could not be renewed" in caplog.text
