"""Jobs by name and id, on Celery: over Redis where there is one, else over files.

The queue only hints. The store knows which jobs wait and who holds them; a message that is lost,
late or delivered twice changes nothing but the time at which a job begins.
"""

from __future__ import annotations

from typing import Any

from celery import Celery

from fanscope_backend.settings import Settings
from fanscope_backend.store.records import Lane

TASK = "fanscope.execute_job"
QUEUES: dict[Lane, str] = {"ordinary": "fanscope", "quick": "fanscope.quick"}
POLLING_S = 0.05


def make_celery(settings: Settings, *, polling_s: float = POLLING_S) -> Celery:
    """Return the Celery application that backend and workers share; connects to nothing yet.

    Args:
        settings: Which broker.
        polling_s: Seconds between two looks of a worker at a broker of files.
    """
    celery = Celery("fanscope", set_as_current=False)
    celery.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_acks_late=True,
        task_publish_retry=False,
        task_default_queue=QUEUES["ordinary"],
        worker_prefetch_multiplier=1,  # what a busy worker has fetched no other can begin
        worker_enable_remote_control=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=2,
        **_broker(settings, polling_s),
    )
    return celery


def _broker(settings: Settings, polling_s: float) -> dict[str, Any]:
    if settings.redis is not None:
        timeouts = {"socket_connect_timeout": 2, "socket_keepalive": True}
        return {"broker_url": settings.redis, "broker_transport_options": timeouts}
    folder = settings.home / "queue"
    folder.mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://localhost",
        "broker_transport": "fanscope_backend.file_broker:Transport",
        "broker_transport_options": {
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "polling_interval": polling_s,
        },
    }


class JobQueue:
    """The sending end of the queue."""

    def __init__(self, settings: Settings) -> None:
        """Connect to nothing yet."""
        self._celery = make_celery(settings)

    def enqueue(self, job_id: str, lane: Lane = "ordinary") -> None:
        """Tell the workers of a lane that a job waits.

        Raises:
            OperationalError: The broker cannot be reached; idle workers will find the job in the store.
        """
        self._celery.send_task(TASK, [job_id], queue=QUEUES[lane])

    def num_waiting(self, lane: Lane = "ordinary") -> int:
        """Return how many messages of a lane no worker has taken yet.

        Raises:
            OperationalError: The broker cannot be reached.
        """
        with self._celery.connection_for_read() as connection:
            channel = connection.default_channel
            declared = self._celery.amqp.queues[QUEUES[lane]](channel).queue_declare()
            return int(declared.message_count)

    def close(self) -> None:
        """Close the connections."""
        self._celery.close()
