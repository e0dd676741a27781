"""Server-sent events (WHATWG HTML, section 9.2), as far as a Fanscope server writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened in an experiment.

    Attributes:
        sequence: Its place in the experiment's log, from 1.
        kind: ``run_started``, ``frame_recorded``, ``progress``, ``run_finished``, ...
        run_id: The run it is about, None if it is about the experiment.
        payload: All its fields, ``step``, ``loss``, ``progress`` or ``status`` among them.
    """

    sequence: int
    kind: str
    run_id: str | None
    payload: dict[str, Any]

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Event:
        """Return the event that a server sent as JSON."""
        run_id = document.get("run_id")
        return cls(int(document["sequence"]), str(document["kind"]), run_id, document)


def read_events(lines: Iterable[str]) -> Iterator[Event]:
    """Yield the events of a stream, line by line without line ends; comments are keep-alives."""
    data: list[str] = []
    for line in lines:
        if line:
            field, _, value = line.partition(":")
            if field == "data":
                data.append(value.removeprefix(" "))
        elif data:
            yield Event.from_json(json.loads("\n".join(data)))
            data = []
