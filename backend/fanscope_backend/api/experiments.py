"""Experiments: submit, list, read, cancel, rerun, delete."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from fanscope.estimates import check_limits, estimate
from fanscope_backend.api.data_sets import require_data
from fanscope_backend.api.dependencies import DispatcherDep, SettingsDep, StoreDep
from fanscope_backend.api.models.experiment import Experiment, ExperimentList, Status, Steps
from fanscope_backend.api.parameters import invalid_parameter
from fanscope_backend.api.responses import Responses, problems
from fanscope_backend.api.spec_body import SPEC_BODY, SpecBody
from fanscope_backend.api.views import view_experiment, view_item
from fanscope_backend.store.ids import ID_PATTERN, is_id

router = APIRouter(prefix="/api/experiments", tags=["experiments"])

SEEN_BEFORE: Responses = {
    200: {"model": Experiment, "description": "The same key and spec were sent before"}
}
OptionalText = Annotated[str | None, Query(max_length=500, pattern=r"^[^\x00]*$")]
IdempotencyKey = Annotated[str | None, Header(min_length=1, max_length=200)]


@router.post(
    "",
    status_code=201,
    response_model=Experiment,
    openapi_extra=SPEC_BODY,
    responses=SEEN_BEFORE | problems(403, 409, 413, 415, 422),
)
def create_experiment(
    spec: SpecBody,
    store: StoreDep,
    settings: SettingsDep,
    dispatcher: DispatcherDep,
    response: Response,
    idempotency_key: IdempotencyKey = None,
) -> Experiment:
    """Accept a spec and queue its runs; nothing is queued if anything is wrong with it."""
    check_limits(spec, settings.limits)
    require_data(spec, settings)
    accepted = store.create_experiment(spec, asdict(estimate(spec)), idempotency_key)
    if accepted.is_new:
        dispatcher.announce(accepted.job_ids)
    else:
        response.status_code = 200
    response.headers["location"] = f"/api/experiments/{accepted.experiment.id}"
    return view_experiment(store, accepted.experiment)


@router.get("", responses=problems(403, 422))
def list_experiments(
    store: StoreDep,
    q: OptionalText = None,
    status: Status | None = None,
    scheme: OptionalText = None,
    cursor: Annotated[str | None, Query(json_schema_extra={"pattern": ID_PATTERN})] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> ExperimentList:
    """Return experiments, newest first: ``q`` is part of the name, ``scheme`` a label."""
    if cursor is not None and not is_id(cursor):
        message = (
            "is no cursor; take next_cursor from the page before, or leave it out for the first"
        )
        raise invalid_parameter("cursor", cursor, message)
    page = store.list_experiments(q, status, scheme, cursor, limit)
    items = [view_item(store, record) for record in page.items]
    return ExperimentList(items=items, next_cursor=page.next_cursor)


@router.get("/{experiment_id}", responses=problems(403, 404))
def get_experiment(experiment_id: str, store: StoreDep) -> Experiment:
    """Return one experiment with its runs and verdicts."""
    return view_experiment(store, store.get_experiment(experiment_id))


@router.delete("/{experiment_id}", status_code=204, responses=problems(403, 404))
def delete_experiment(experiment_id: str, store: StoreDep) -> None:
    """Delete an experiment with all its frames, whether or not it has ended."""
    store.delete_experiment(experiment_id)


@router.post("/{experiment_id}/cancel", responses=problems(403, 404, 409))
def cancel_experiment(experiment_id: str, store: StoreDep) -> Experiment:
    """Cancel what has not ended yet."""
    return view_experiment(store, store.cancel_experiment(experiment_id))


@router.post("/{experiment_id}/rerun", status_code=201, responses=problems(403, 404))
def rerun_experiment(
    experiment_id: str, store: StoreDep, dispatcher: DispatcherDep, response: Response
) -> Experiment:
    """Submit the same spec as a new experiment; a check as a new check with the same gates and project, but not to be the baseline."""
    accepted = store.rerun(experiment_id)
    dispatcher.announce(accepted.job_ids)
    response.headers["location"] = f"/api/experiments/{accepted.experiment.id}"
    return view_experiment(store, accepted.experiment)


@router.get("/{experiment_id}/steps", responses=problems(403, 404))
def list_steps(experiment_id: str, store: StoreDep) -> Steps:
    """Return the steps at which any run has a frame."""
    return Steps(steps=list(store.recorded_steps(experiment_id)))
