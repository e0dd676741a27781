"""Checks: verdicts and gates make ``passed`` or ``failed``, written for people and for machines.

One renderer a file, each ``CheckReport -> str``: :mod:`~fanscope.checks.text`, :mod:`~fanscope.checks.json`,
:mod:`~fanscope.checks.junit`, :mod:`~fanscope.checks.sarif` and :mod:`~fanscope.checks.markdown`.
"""

from fanscope.checks.gates import Gates
from fanscope.checks.profile import Profile
from fanscope.checks.report import CheckReport, Target, evaluate

__all__ = ["CheckReport", "Gates", "Profile", "Target", "evaluate"]
