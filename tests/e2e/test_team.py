"""The team's way: PostgreSQL, Redis and two workers give what the embedded way gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.installation import Installation, await_end, await_true
from support.postgres import postgres_server, postgres_url
from support.recorded import stored_frames, undisturbed_frames
from support.redis import redis_url
from support.training import hypernetwork_experiment

pytestmark = pytest.mark.e2e
__all__ = ["postgres_server", "postgres_url", "redis_url"]


def test_two_workers_over_postgres_and_redis(
    tmp_path: Path, postgres_url: str, redis_url: str
) -> None:
    spec = hypernetwork_experiment(
        schemes=["xavier", "hyperfan-in", "hyperfan-out"],
        seeds=4,
        training={"steps": 60, "batch_size": 20, "optimizer": {"kind": "sgd", "lr": 0.01}},
    )
    team = Installation(tmp_path, FANSCOPE_DATABASE_URL=postgres_url, FANSCOPE_REDIS_URL=redis_url)
    try:
        team.start_backend()
        for _ in range(2):
            team.start_worker()
        await_true(lambda: team.log().count("is ready") == 2)
        with team.client() as client:
            experiment = await_end(client, client.submit(spec)["id"])
        assert experiment["status"] == "finished"
        assert stored_frames(team.settings(), experiment["id"]) == undisturbed_frames(spec)
    finally:
        team.close()
    assert sum("fanscope_worker.tasks: job" in log for log in team.logs()) == 2
    assert not any("Traceback" in log for log in team.logs())
