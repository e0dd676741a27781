"""A Celery broker that is a folder: what the embedded server uses where there is no Redis.

kombu's own filesystem transport writes a message, and its table of bindings, under their final
names, so that another process can read a half-written file and die of it; and it takes messages by
way of the system's temporary folder, which may be on another disk, where moving is copying. Here
every file appears and disappears by a rename within one folder.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

import orjson
from kombu.transport import filesystem
from typing_extensions import override

SUFFIX = ".msg"


class Channel(filesystem.Channel):
    """Messages as files ``<time>-<id>.<queue>.msg``, oldest first.

    Every queue is bound to the exchange of its own name, and to nothing else.
    """

    supports_fanout = False

    @property
    def folder(self) -> Path:
        """Where the messages are."""
        return Path(self.data_folder_in)

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        """Return the one binding of an exchange."""
        return [filesystem.exchange_queue_t(exchange, "", exchange)]

    def _queue_bind(self, *_binding: Any) -> None:
        """Do nothing: bindings are fixed."""

    @override
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{time.time_ns():020}-{uuid.uuid4().hex}.{queue}{SUFFIX}"
        hidden = path.with_suffix(".part")
        hidden.write_bytes(orjson.dumps(payload))
        hidden.rename(path)

    @override
    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for path in sorted(self._messages(queue)):
            taken = path.with_suffix(f".{uuid.uuid4().hex}.taken")
            with suppress(FileNotFoundError):
                path.rename(taken)
                payload = orjson.loads(taken.read_bytes())
                taken.unlink()
                return payload
        raise Empty

    def _size(self, queue: str) -> int:
        return sum(1 for _ in self._messages(queue))

    def _purge(self, queue: str) -> int:
        messages = list(self._messages(queue))
        for path in messages:
            path.unlink(missing_ok=True)
        return len(messages)

    def _delete(self, queue: str, *_binding: Any, **_options: Any) -> None:
        self._purge(queue)

    def _messages(self, queue: str) -> Iterator[Path]:
        return self.folder.glob(f"*.{queue}{SUFFIX}")


class Transport(filesystem.Transport):
    """kombu's filesystem transport with files that are never half there."""

    Channel = Channel
