"""Fanscope: is the initialization of this neural network healthy, and if not, where and why?"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fanscope.diagnose.diagnosing import diagnose

__all__ = ["diagnose"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import what needs torch when it is first asked for; ``import fanscope`` stays without."""
    if name == "diagnose":
        return import_module("fanscope.diagnose")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
