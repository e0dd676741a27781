"""Rules on the wire."""

from __future__ import annotations

from pydantic import BaseModel, computed_field

from fanscope.verdicts import Preset
from fanscope_backend.api.sources import name_sources


class RuleBound(BaseModel):
    """A number that a rule compares with, in every preset that uses it; ``reference`` is where it comes from."""

    name: str
    meaning: str
    reference: str
    values: dict[Preset, float]

    @computed_field
    def source(self) -> str:
        """The works behind ``reference``, as people name them."""
        return name_sources(self.reference)


class RuleInfo(BaseModel):
    """A rule: what it means, the picture that shows it, its bounds, and the presets that know it."""

    code: str
    name: str
    title: str
    meaning: str
    figure: str
    reference: str
    bounds: list[RuleBound]
    presets: list[Preset]

    @computed_field
    def source(self) -> str:
        """The works behind ``reference``, as people name them."""
        return name_sources(self.reference)


class RuleList(BaseModel):
    """All rules, the most telling first; there is never a next page."""

    items: list[RuleInfo]
    next_cursor: None
