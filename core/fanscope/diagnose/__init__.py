"""Diagnose a module that a user brings, in the user's own process [torch].

The package can be called: ``fanscope.diagnose(model, batch)`` is :func:`fanscope.diagnose.diagnosing.diagnose`, so that
the function and the place where its parts live bear the same word.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from fanscope.diagnose.diagnosing import diagnose
from fanscope.diagnose.factory import diagnose_factory
from fanscope.diagnose.report import Report

__all__ = ["Report", "diagnose", "diagnose_factory"]


class _Callable(ModuleType):
    def __call__(self, *args: Any, **kwargs: Any) -> Report:
        return diagnose(*args, **kwargs)


_Callable.__call__.__doc__ = diagnose.__doc__
sys.modules[__name__].__class__ = _Callable
