"""What all spec models share: frozen, unknown keys refused, and the kinds of numbers they hold."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Width = Annotated[int, Field(ge=1, le=10_000_000, strict=True)]
Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)]
Positive = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False, strict=True)]
Finite = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False, strict=True)]
Fraction = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False, strict=True)]
Flag = Annotated[bool, Field(strict=True)]


class Model(BaseModel):
    """Base of all spec models: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)
