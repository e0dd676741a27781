"""Catalogues on the wire; they are short, so there is never a next page."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from fanscope.schemes import NetworkKind
from fanscope.spec import ExperimentSpec


class SchemeParameter(BaseModel):
    """A parameter that a scheme needs; ``minimum`` and ``maximum`` bound numbers only."""

    name: str
    kind: Literal["number", "scheme"]
    example: float | str
    summary: str
    minimum: float
    maximum: float


class SchemeInfo(BaseModel):
    """A scheme: its formula is LaTeX, ``reference`` a key of the bibliography."""

    name: str
    title: str
    formula: str
    reference: str
    summary: str
    fits: list[NetworkKind]
    parameters: list[SchemeParameter]


class SchemeList(BaseModel):
    """All schemes."""

    items: list[SchemeInfo]
    next_cursor: None


class DatasetInfo(BaseModel):
    """A data set; ``available`` says whether its files are here, so that nothing needs to be downloaded.

    ``shape`` is that of an example, empty where any shape of ``features`` values will do; ``vocabulary`` how many
    whole numbers an embedding must know, 0 where values are not whole; ``targets`` how many numbers to predict
    where there are no classes. A folder of the user's own has 0 classes and examples here.
    """

    name: str
    title: str
    summary: str
    features: int
    shape: list[int]
    vocabulary: int
    classes: int
    targets: int
    tasks: int
    examples: int
    available: bool
    licence: str
    homepage: str
    reference: str


class DatasetList(BaseModel):
    """All data sets."""

    items: list[DatasetInfo]
    next_cursor: None


class PresetInfo(BaseModel):
    """A spec to start from."""

    name: str
    title: str
    summary: str
    spec: ExperimentSpec
    spec_yaml: str


class PresetList(BaseModel):
    """All presets, the paper's first."""

    items: list[PresetInfo]
    next_cursor: None


class FigureInfo(BaseModel):
    """A figure: the question that it answers, and the options that change it."""

    name: str
    title: str
    question: str
    options: list[str]
    quantities: list[str]


class FigureList(BaseModel):
    """All figures."""

    items: list[FigureInfo]
    next_cursor: None
