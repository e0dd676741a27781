"""Ringing over Redis after a commit, so that open pages hear of it at once.

Redis is imported where it is used: most servers have none, and it takes as long as FastAPI.
"""

from __future__ import annotations

import logging

from fanscope_backend.store.session import Ring

CHANNEL = "fanscope:events"
_TIMEOUT_S = 1.0

logger = logging.getLogger(__name__)


def ring_over(redis_url: str) -> Ring:
    """Return what publishes the experiments' ids; a failure is only logged, for ringing is a hint."""
    from redis import Redis
    from redis.exceptions import RedisError

    client = Redis.from_url(redis_url, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S)

    def ring(experiment_ids: frozenset[str]) -> None:
        try:
            for experiment_id in experiment_ids:
                client.publish(CHANNEL, experiment_id)
        except RedisError as error:
            logger.warning("Redis cannot be rung: %s", error)

    return ring
