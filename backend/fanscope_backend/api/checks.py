"""Checks: an experiment with gates; send one, wait for its verdicts, make it the baseline."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from fanscope.errors import SpecError
from fanscope.estimates import Estimates, check_limits
from fanscope_backend.api.check_body import CHECK_BODY, CheckBody, CheckRequest, below
from fanscope_backend.api.check_views import view_check, view_check_item
from fanscope_backend.api.data_sets import require_data
from fanscope_backend.api.dependencies import DispatcherDep, DoorbellDep, SettingsDep, StoreDep
from fanscope_backend.api.models.check import Check, CheckList
from fanscope_backend.api.responses import Responses, problems
from fanscope_backend.api.waiting import await_end
from fanscope_backend.settings import Settings
from fanscope_backend.store import Accepted, ExperimentRecord, Lane, Store

router = APIRouter(prefix="/api/checks", tags=["checks"])

MOST_WAIT_S = 300
QUICK_S = 10.0
"""A check whose runs take no longer each is quick, like every check of step 0 alone."""
STILL_RUNNING: Responses = {202: {"model": Check, "description": "It has not ended yet"}}
WaitS = Annotated[
    float,
    Query(alias="wait", ge=0, le=MOST_WAIT_S, description="Seconds to wait for its end at most"),
]
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200)]
OptionalText = Annotated[str | None, Query(max_length=500, pattern=r"^[^\x00]*$")]


def choose_lane(cost: Estimates) -> Lane:
    """Return the lane of a check's jobs: step 0 alone and a few seconds of training are quick."""
    is_quick = cost.steps == 0 or cost.duration_s <= QUICK_S * cost.runs
    return "quick" if is_quick else "ordinary"


@router.post(
    "",
    response_model=Check,
    openapi_extra=CHECK_BODY,
    responses=STILL_RUNNING | problems(403, 409, 413, 415, 422),
)
async def create_check(
    body: CheckBody,
    request: Request,
    store: StoreDep,
    doorbell: DoorbellDep,
    settings: SettingsDep,
    dispatcher: DispatcherDep,
    response: Response,
    wait_s: WaitS = 30,
    idempotency_key: IdempotencyKey = None,
) -> Check:
    """Judge a spec by step 0 alone, or with as many steps as are asked for; nothing is queued if anything is wrong.

    The answer is 200 with the verdicts once they are there, 202 with an address to ask again after ``wait`` seconds.
    """
    accepted = await run_in_threadpool(_accept, body, store, settings, idempotency_key)
    if accepted.is_new:
        dispatcher.announce(accepted.job_ids)
    wait_s = min(wait_s, settings.stream_s)
    record = await await_end(store, doorbell, accepted.experiment, wait_s=wait_s)
    return await run_in_threadpool(_answer, record, request, response)


@router.get("", responses=problems(403, 422))
def list_checks(
    store: StoreDep,
    project: OptionalText = None,
    cursor: OptionalText = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> CheckList:
    """Return checks, newest first, of one project or of all."""
    page = store.list_checks(project, cursor, limit)
    items = [view_check_item(record) for record in page.items]
    return CheckList(items=items, next_cursor=page.next_cursor)


@router.get("/{check_id}", response_model=Check, responses=STILL_RUNNING | problems(403, 404, 422))
async def get_check(
    check_id: str,
    request: Request,
    store: StoreDep,
    doorbell: DoorbellDep,
    settings: SettingsDep,
    response: Response,
    wait_s: WaitS = 0,
) -> Check:
    """Return one check, with 202 while it runs; ``wait`` for its end if need be."""
    record = await run_in_threadpool(store.get_check, check_id)
    wait_s = min(wait_s, settings.stream_s)
    record = await await_end(store, doorbell, record, wait_s=wait_s)
    return await run_in_threadpool(_answer, record, request, response)


@router.delete("/{check_id}", status_code=204, responses=problems(403, 404))
def delete_check(check_id: str, store: StoreDep) -> None:
    """Delete a check, which is to say its experiment, whether or not it has ended."""
    store.delete_experiment(store.get_check(check_id).id)


@router.post("/{check_id}/baseline", responses=problems(403, 404, 409))
def set_baseline(check_id: str, request: Request, store: StoreDep) -> Check:
    """Make a check that passed or failed the baseline of its project; later checks are compared with it."""
    record = store.set_baseline(check_id, is_baseline=True)
    return view_check(record, str(request.base_url))


@router.delete("/{check_id}/baseline", responses=problems(403, 404))
def unset_baseline(check_id: str, request: Request, store: StoreDep) -> Check:
    """Let a check be the baseline no more; its project has none then."""
    record = store.set_baseline(check_id, is_baseline=False)
    return view_check(record, str(request.base_url))


def _accept(
    body: CheckRequest, store: Store, settings: Settings, idempotency_key: str | None
) -> Accepted:
    """Check sizes and data, and write the check down."""
    try:
        cost = check_limits(body.spec, settings.limits)
        require_data(body.spec, settings)
    except SpecError as error:
        raise below("spec", error) from None
    return store.create_check(
        body.spec,
        body.order,
        asdict(cost),
        idempotency_key=idempotency_key,
        lane=choose_lane(cost),
    )


def _answer(record: ExperimentRecord, request: Request, response: Response) -> Check:
    view = view_check(record, str(request.base_url))
    response.status_code = 202 if view.status == "running" else 200
    response.headers["location"] = f"/api/checks/{record.id}"
    return view
