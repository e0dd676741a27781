"""A scheme as a spec chooses it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_serializer, model_validator


class SchemeChoice(BaseModel):
    """A scheme by name, with its parameters; written ``xavier`` or ``{name: scaled, of: xavier, factor: 0.5}``.

    Which names and parameters exist is the registry's knowledge (:mod:`fanscope.schemes`).
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, JsonValue]

    name: Annotated[str, Field(min_length=1, max_length=100)]

    @model_validator(mode="before")
    @classmethod
    def _read_bare_name(cls, data: Any) -> Any:
        return {"name": data} if isinstance(data, str) else data

    @model_serializer
    def _write_bare_name(self) -> str | dict[str, JsonValue]:
        return {"name": self.name, **self.parameters} if self.parameters else self.name

    @property
    def parameters(self) -> dict[str, JsonValue]:
        """The parameters as written, by name."""
        return dict(self.__pydantic_extra__ or {})

    @property
    def label(self) -> str:
        """The name under which results are shown: unique for each choice within a spec."""
        if not self.parameters:
            return self.name
        inner = ", ".join(f"{key}={_plain(value)}" for key, value in self.parameters.items())
        return f"{self.name}({inner})"


def _plain(value: JsonValue) -> str:
    if isinstance(value, dict):
        return SchemeChoice.model_validate(value).label
    return str(value)
