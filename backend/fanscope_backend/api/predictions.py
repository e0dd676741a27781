"""Predictions: what theory says about a spec before anything runs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from fanscope import figures
from fanscope.estimates import check_limits
from fanscope.figures import FigureOptions
from fanscope.result import ExperimentResult
from fanscope.theory import prediction_json
from fanscope_backend.api.data_sets import data_warnings
from fanscope_backend.api.dependencies import SettingsDep
from fanscope_backend.api.models.prediction import Prediction
from fanscope_backend.api.responses import json_response, problems
from fanscope_backend.api.silences import explain_silences
from fanscope_backend.api.spec_body import SPEC_BODY, SpecBody
from fanscope_backend.store import predictions_of

router = APIRouter(prefix="/api", tags=["predictions"])


@router.post(
    "/predictions",
    response_model=Prediction,
    openapi_extra=SPEC_BODY,
    responses=problems(403, 404, 413, 415, 422),
)
def predict(
    spec: SpecBody,
    settings: SettingsDep,
    figure: str | None = None,
    theme: Literal["light", "dark"] = "light",
    narrow: bool = False,  # noqa: FBT001, FBT002 - a query parameter
) -> Response:
    """Return predictions per layer and scheme, the cost of the experiment, and a figure if one is named."""
    cost = check_limits(spec, settings.limits)
    predictions = predictions_of(spec)
    picture = None
    if figure is not None:
        options = FigureOptions(theme=theme, narrow=narrow)
        result = ExperimentResult(spec=spec, runs=(), predictions=predictions)
        picture = figures.build(figure, result, options)
    return json_response(
        {
            **prediction_json(spec, predictions),
            "spec": spec.model_dump(mode="json"),
            "estimate": asdict(cost),
            "figure": picture,
            "warnings": data_warnings(spec, settings),
            "silences": explain_silences(spec, predictions),
        }
    )
