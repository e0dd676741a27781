"""Schemes: rules that give every tensor of a network its initial distribution. Numbers only, no torch."""

from fanscope.schemes.registry import catalogue, resolve
from fanscope.schemes.scheme import NetworkKind, ParameterInfo, Scheme, SchemeInfo

__all__ = ["NetworkKind", "ParameterInfo", "Scheme", "SchemeInfo", "catalogue", "resolve"]
