"""Verdicts: one rule a file; what was measured against theory, published bounds and a healthy network."""

from fanscope.verdicts.baseline import Baseline, LayerBaseline
from fanscope.verdicts.changes import apply
from fanscope.verdicts.evidence import Evidence, Healthy, LayerFacts, Seeds, Training
from fanscope.verdicts.judging import beside, judge, judge_evidence, summarize, summarize_evidence
from fanscope.verdicts.reading import read_evidence
from fanscope.verdicts.registry import catalogue, find_rule
from fanscope.verdicts.rule import PRESETS, Bound, Preset, Rule
from fanscope.verdicts.thresholds import FANSCOPE, RuleSetting, Thresholds
from fanscope.verdicts.verdict import Change, Severity, Verdict

__all__ = [
    "FANSCOPE",
    "PRESETS",
    "Baseline",
    "Bound",
    "Change",
    "Evidence",
    "Healthy",
    "LayerBaseline",
    "LayerFacts",
    "Preset",
    "Rule",
    "RuleSetting",
    "Seeds",
    "Severity",
    "Thresholds",
    "Training",
    "Verdict",
    "apply",
    "beside",
    "catalogue",
    "find_rule",
    "judge",
    "judge_evidence",
    "read_evidence",
    "summarize",
    "summarize_evidence",
]
