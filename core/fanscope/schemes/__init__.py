"""Schemes: rules that give every tensor of a network its initial distribution. Numbers only, no torch."""

from fanscope.schemes.fitting import Fit, list_fitting
from fanscope.schemes.registry import catalogue, example_of, resolve
from fanscope.schemes.scheme import (
    LEARNED_FROM_LOSS,
    Calibration,
    NetworkKind,
    ParameterInfo,
    Scheme,
    SchemeInfo,
)

__all__ = [
    "LEARNED_FROM_LOSS",
    "Calibration",
    "Fit",
    "NetworkKind",
    "ParameterInfo",
    "Scheme",
    "SchemeInfo",
    "catalogue",
    "example_of",
    "list_fitting",
    "resolve",
]
