"""The queue's two ends over files; Redis is tested end to end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier

import pytest
from kombu.exceptions import OperationalError

from fanscope_backend.queue import QUEUES, JobQueue, make_celery
from fanscope_backend.settings import Settings
from fanscope_backend.store import Lane


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path)


def _take_all(settings: Settings, lane: Lane = "ordinary") -> list[str]:
    """Return the arguments of all messages of a lane, in order, as a worker would get them."""
    celery = make_celery(settings)
    taken = []
    with (
        celery.connection_for_read() as connection,
        connection.SimpleQueue(QUEUES[lane]) as queue,
        suppress(queue.Empty),
    ):
        while True:
            message = queue.get(block=False)
            message.ack()
            taken.append(message.payload[0][0])
    celery.close()
    return taken


def test_jobs_come_out_once_and_in_order(settings: Settings) -> None:
    queue = JobQueue(settings)
    for job_id in ("a", "b", "c"):
        queue.enqueue(job_id)
    assert queue.num_waiting() == 3
    assert _take_all(settings) == ["a", "b", "c"]
    assert queue.num_waiting() == 0
    assert _take_all(settings) == []
    queue.close()


def test_lanes_are_apart(settings: Settings) -> None:
    queue = JobQueue(settings)
    queue.enqueue("long", "ordinary")
    queue.enqueue("short", "quick")
    assert (queue.num_waiting("ordinary"), queue.num_waiting("quick")) == (1, 1)
    assert _take_all(settings, "quick") == ["short"]
    assert _take_all(settings, "ordinary") == ["long"]
    queue.close()


def test_no_message_is_lost_or_doubled_between_many_hands(settings: Settings) -> None:
    num_hands, num_jobs = 4, 25
    together = Barrier(2 * num_hands)

    def send(hand: int) -> list[str]:
        queue = JobQueue(settings)
        together.wait()
        jobs = [f"{hand}-{index}" for index in range(num_jobs)]
        for job_id in jobs:
            queue.enqueue(job_id)
        queue.close()
        return jobs

    def take(_hand: int) -> list[str]:
        together.wait()
        return [job for _ in range(20) for job in _take_all(settings)]

    with ThreadPoolExecutor(2 * num_hands) as hands:
        sent = [hands.submit(send, hand) for hand in range(num_hands)]
        taken = [hands.submit(take, hand) for hand in range(num_hands)]
    received = [job for future in taken for job in future.result()] + _take_all(settings)
    assert sorted(received) == sorted(job for future in sent for job in future.result())


def test_a_broker_that_is_away_is_an_error(tmp_path: Path) -> None:
    settings = Settings.model_validate({"home": tmp_path, "redis_url": "redis://127.0.0.1:1/0"})
    queue = JobQueue(settings)
    with pytest.raises(OperationalError):
        queue.enqueue("a")
    queue.close()
