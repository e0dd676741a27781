"""Recorded frames on the wire, column by column."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from fanscope.frames import Quantity

Column = list[float | None]


class HistogramColumns(BaseModel):
    """Counts over the fixed bins (:mod:`fanscope.histogram`), sparse."""

    bins: list[int]
    counts: list[int]


class ProbeColumns(BaseModel):
    """One probe; every array has one entry per step, null where it does not apply or is not finite."""

    layer: str
    quantity: Quantity
    count: Column
    mean: Column
    var: Column
    second_moment: Column
    min: Column
    max: Column
    zero_fraction: Column
    saturated_fraction: Column
    dead_fraction: Column
    nonfinite: Column
    between_input_var: Column
    mean_cosine: Column
    update_ratio: Column
    target_ratio: Column
    histograms: Annotated[list[HistogramColumns], Field(description="Only where asked for.")] = []


class FrameColumns(BaseModel):
    """Frames of one run."""

    steps: list[int]
    probes: list[ProbeColumns]
