"""Which schemes fit a network: for a picker that lists those first."""

from __future__ import annotations

from typing import NamedTuple

from fanscope.layout import NetworkLayout
from fanscope.schemes.registry import catalogue, example_of, resolve
from fanscope.schemes.scheme import SchemeInfo


class Fit(NamedTuple):
    """A scheme and why it does not fit a network; None where it does."""

    info: SchemeInfo
    why_not: str | None


def list_fitting(layout: NetworkLayout) -> tuple[Fit, ...]:
    """Return all schemes with their example parameters, those that fit first, each part in the catalogue's order."""
    fits = [Fit(info, resolve(example_of(info)).why_not(layout)) for info in catalogue()]
    return tuple(sorted(fits, key=lambda fit: fit.why_not is not None))
