"""Predictions on the wire."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from fanscope.spec import ExperimentSpec
from fanscope_backend.api.models.experiment import Estimates


class Figure(BaseModel):
    """A Plotly figure. ``layout.meta`` holds ``title``, ``summary`` and ``table``."""

    data: list[dict[str, Any]]
    layout: dict[str, Any]


class ParameterCounts(BaseModel):
    """Trainable parameters."""

    main: int
    hypernetwork: int


class LayerIntervals(BaseModel):
    """``[low, high]`` that holds a single draw's measurement 95 times in 100; null where theory is silent."""

    weight_variance: list[float] | None
    second_moment: list[float] | None
    between_input_var: list[float] | None
    gradient_second_moment: list[float] | None


class PredictedLayer(BaseModel):
    """Step-0 prediction for one layer; null where theory is silent or it does not apply."""

    layer: str
    fan_in: int
    fan_out: int
    weight_variance: float | None
    head_variance: float | None
    bias_head_variance: float | None
    second_moment: float | None
    between_input_var: float | None
    gradient_second_moment: float | None
    intervals: LayerIntervals


class PredictedLoss(BaseModel):
    """Step-0 loss with its interval."""

    value: float | None
    interval: list[float] | None


class PredictedScheme(BaseModel):
    """Step-0 prediction for one scheme."""

    layers: list[PredictedLayer]
    loss: PredictedLoss | None


class Prediction(BaseModel):
    """What theory says about a spec, before anything runs.

    Attributes:
        parameters: Trainable parameters of one run.
        schemes: By scheme label.
        spec: What was asked for, every default written out.
        estimate: What it would take.
        figure: The picture that was asked for, drawn from the predictions alone.
        warnings: What may go wrong, though the spec is valid.
        unfit: Schemes that do not fit the network, by name, and why; with the example values of their parameters.
    """

    parameters: ParameterCounts
    schemes: dict[str, PredictedScheme]
    spec: ExperimentSpec
    estimate: Estimates
    figure: Figure | None
    warnings: list[str]
    unfit: dict[str, str]
