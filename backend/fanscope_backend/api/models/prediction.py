"""Predictions on the wire."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from fanscope.spec import ExperimentSpec
from fanscope_backend.api.models.experiment import Estimates
from fanscope_backend.api.models.problem import FieldError


class Figure(BaseModel):
    """A Plotly figure. ``layout.meta`` holds ``title``, ``summary`` and ``table``."""

    data: list[dict[str, Any]]
    layout: dict[str, Any]


class ParameterCounts(BaseModel):
    """Parameters of the main network, trained or generated, and of the hypernetwork."""

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
    output: list[int]
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


class OutlineNode(BaseModel):
    """One node of the main network, in forward order; ``field`` is where it is written in the spec.

    ``parameters`` are its own, ``generated`` how many of them a hypernetwork generates; ``depth`` is the
    number of residual blocks around it; ``layers`` names its weighted layers.
    """

    name: str
    op: str
    detail: str
    field: str
    depth: int
    input: list[int]
    output: list[int]
    parameters: int
    generated: int
    layers: list[str]


class Outline(BaseModel):
    """The nodes of a network up to ``fault``, the first place where shapes do not meet; null where all do."""

    nodes: list[OutlineNode]
    fault: FieldError | None


class Prediction(BaseModel):
    """What theory says about a spec, before anything runs.

    Attributes:
        parameters: Parameters of the main network, trained or generated, and of the hypernetwork.
        outline: The main network node by node, residual blocks before what is inside them.
        schemes: By scheme label.
        spec: What was asked for, every default written out.
        estimate: What it would take.
        figure: The picture that was asked for, drawn from the predictions alone.
        warnings: What may go wrong, though the spec is valid.
        silences: What theory does not predict and why, a sentence each; empty where it speaks of every layer.
    """

    parameters: ParameterCounts
    outline: list[OutlineNode]
    schemes: dict[str, PredictedScheme]
    spec: ExperimentSpec
    estimate: Estimates
    figure: Figure | None
    warnings: list[str]
    silences: list[str]
