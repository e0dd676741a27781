"""Verdicts: one rule a file; step 0 measured against theory, published bounds and a healthy network."""

from fanscope.verdicts.judging import judge, summarize
from fanscope.verdicts.verdict import Severity, Verdict

__all__ = ["Severity", "Verdict", "judge", "summarize"]
