"""Catalogues on the wire; they are short, so there is never a next page."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, JsonValue, computed_field

from fanscope.presets import Group
from fanscope.schemes import Calibration, NetworkKind
from fanscope.spec import ExperimentSpec
from fanscope_backend.api.sources import name_sources


class SchemeParameter(BaseModel):
    """A parameter that a scheme needs; ``minimum`` and ``maximum`` bound numbers only."""

    name: str
    kind: Literal["number", "scheme"]
    example: float | str
    summary: str
    minimum: float
    maximum: float
    is_whole: bool


class SchemeInfo(BaseModel):
    """A scheme: its formula is LaTeX, ``reference`` a key of the bibliography.

    Attributes:
        needs: What a network of the kinds in ``fits`` must have besides; empty where any will do.
        calibration: What learns the scales from the run's first batch; null where the draw is all.
    """

    name: str
    title: str
    formula: str
    reference: str
    summary: str
    fits: list[NetworkKind]
    parameters: list[SchemeParameter]
    needs: str
    calibration: Calibration | None

    @computed_field
    def source(self) -> str:
        """The work behind ``reference``, as people name it."""
        return name_sources(self.reference)


class SchemeList(BaseModel):
    """All schemes."""

    items: list[SchemeInfo]
    next_cursor: None


class SchemeFitting(BaseModel):
    """Whether a scheme fits a network: ``reason`` says why not, and is null where it does."""

    name: str
    reason: str | None


class SchemeFittingList(BaseModel):
    """One fitting per scheme."""

    items: list[SchemeFitting]
    next_cursor: None


class PartField(BaseModel):
    """A field of a part; ``choices`` are the words it takes."""

    name: str
    kind: Literal["whole", "number", "flag", "choice", "wholes", "numbers", "layers"]
    choices: list[str]
    required: bool
    default: JsonValue


class PartInfo(BaseModel):
    """A kind of layer, conditioning or head; ``kind`` is its ``op`` or ``kind`` in a spec."""

    kind: str
    summary: str
    fields: list[PartField]


class NetworkParts(BaseModel):
    """What a network can be built of."""

    layers: list[PartInfo]
    activations: list[str]
    generates: list[str]
    conditionings: list[PartInfo]
    trunk: PartInfo
    heads: list[PartInfo]


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
    """A spec to start from.

    ``small_of`` names the preset that this one is the small version of, ``duration_s`` is what all its runs will take.
    """

    name: str
    title: str
    summary: str
    group: Group
    small_of: str | None
    duration_s: float
    spec: ExperimentSpec
    spec_yaml: str


class PresetList(BaseModel):
    """All presets, the paper's first."""

    items: list[PresetInfo]
    next_cursor: None


class FigureInfo(BaseModel):
    """A figure: the question that it answers, and the options that change it.

    ``for_tasks`` says that there is something to see only where several tasks are learned in sequence.
    """

    name: str
    title: str
    question: str
    options: list[str]
    quantities: list[str]
    for_tasks: bool


class FigureList(BaseModel):
    """All figures."""

    items: list[FigureInfo]
    next_cursor: None
