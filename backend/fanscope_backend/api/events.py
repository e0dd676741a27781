"""An experiment's events: a stream that can be taken up again anywhere, or a list."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.sse import EventSourceResponse
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from fanscope_backend.api.dependencies import DoorbellDep, SettingsDep, StoreDep
from fanscope_backend.api.models.event import RunEvent
from fanscope_backend.api.responses import json_response, problems
from fanscope_backend.api.streaming import stream_events
from fanscope_backend.store import ENDED, EventRecord

router = APIRouter(prefix="/api/experiments", tags=["events"])

_EVENTS: TypeAdapter[list[RunEvent]] = TypeAdapter(list[RunEvent])
_MAX_LISTED = 10_000

_MESSAGE = {
    "type": "object",
    "properties": {
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "contentSchema": {"$ref": "#/components/schemas/RunEvent"},
        },
        "event": {"type": "string"},
        "id": {"type": "string"},
        "retry": {"type": "integer"},
    },
}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events after a sequence, oldest first: as a stream that stays open, or as a list",
        "content": {"text/event-stream": {"schema": _MESSAGE}},
    },
    204: {"description": "The experiment has ended and there is nothing more to come"},
}


@router.get(
    "/{experiment_id}/events",
    response_model=list[RunEvent],
    responses=_STREAM | problems(403, 404, 422),
)
async def list_events(
    request: Request,
    experiment_id: str,
    store: StoreDep,
    doorbell: DoorbellDep,
    settings: SettingsDep,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    last_event_id: Annotated[str | None, Header()] = None,
) -> Response:
    """Stream the events after ``Last-Event-ID`` or ``after``; with ``Accept: application/json``, list up to 10,000.

    The data of each message is a RunEvent, its type the kind, its id the sequence. A stream ends by itself when
    the experiment has ended, and after a while in any case; a client simply connects again.
    """
    sequence = _resume_at(last_event_id, after)
    if _wants_list(request):
        events = await run_in_threadpool(
            store.events_after, experiment_id, sequence, limit=_MAX_LISTED
        )
        return json_response(_EVENTS.dump_python(view_events(events), mode="json"))
    record = await run_in_threadpool(store.get_experiment, experiment_id)
    if record.status in ENDED and sequence >= record.last_sequence:
        return Response(status_code=204)
    chunks = stream_events(
        store, doorbell, experiment_id, after=sequence, lifetime_s=settings.stream_s
    )
    headers = {"cache-control": "no-cache", "x-accel-buffering": "no"}
    return EventSourceResponse(chunks, headers=headers)


def view_events(records: tuple[EventRecord, ...]) -> list[RunEvent]:
    """Return events as the wire shows them."""
    return _EVENTS.validate_python(
        [
            {**each.payload, "sequence": each.sequence, "kind": each.kind}
            | {"run_id": each.run_id, "at": each.at}
            for each in records
        ]
    )


def _wants_list(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "text/event-stream" not in accepted


def _resume_at(last_event_id: str | None, after: int) -> int:
    """Return the sequence to go on from; the header of a browser that reconnects goes first."""
    if last_event_id is not None and last_event_id.isdecimal() and len(last_event_id) < 16:
        return int(last_event_id)
    return after
