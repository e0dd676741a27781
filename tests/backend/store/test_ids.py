from __future__ import annotations

import time
from uuid import UUID

from fanscope_backend.store.ids import new_id


def test_are_uuids_of_version_7_that_sort_by_time() -> None:
    before = time.time_ns() // 1_000_000
    first = new_id()
    time.sleep(0.002)
    second = new_id()
    assert first < second
    assert UUID(first).version == 7
    assert UUID(first).variant == "specified in RFC 4122"
    assert before <= int(first[:12], 16) <= time.time_ns() // 1_000_000


def test_do_not_collide() -> None:
    assert len({new_id() for _ in range(10_000)}) == 10_000
