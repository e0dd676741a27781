"""Which schemes of the catalogue fit a network, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import JsonValue

from fanscope.errors import SpecError
from fanscope.layout import NetworkLayout
from fanscope.schemes.registry import catalogue, resolve
from fanscope.schemes.scheme import SchemeInfo
from fanscope.spec import SchemeChoice


@dataclass(frozen=True, slots=True)
class Fitting:
    """Whether a scheme, with its example parameters, can initialise a network.

    Attributes:
        name: The scheme.
        reason: Why it does not fit; None where it does.
    """

    name: str
    reason: str | None


def fittings(layout: NetworkLayout) -> tuple[Fitting, ...]:
    """Return one fitting per scheme of the catalogue, in its order."""
    return tuple(Fitting(info.name, _reason(info, layout)) for info in catalogue())


def _reason(info: SchemeInfo, layout: NetworkLayout) -> str | None:
    parameters: dict[str, JsonValue] = {each.name: each.example for each in info.parameters}
    try:
        resolve(SchemeChoice.model_validate({"name": info.name, **parameters})).assign(layout)
    except SpecError as error:
        return "; ".join(issue.message for issue in error.issues)
    return None
