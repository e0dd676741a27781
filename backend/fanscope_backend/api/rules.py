"""The catalogue of rules."""

from __future__ import annotations

from functools import cache

from fastapi import APIRouter

from fanscope.verdicts import Rule, catalogue
from fanscope_backend.api.models.rule import RuleBound, RuleInfo, RuleList
from fanscope_backend.api.responses import problems

router = APIRouter(prefix="/api", tags=["catalogues"], responses=problems(403))


@router.get("/rules")
def list_rules() -> RuleList:
    """Return all rules with their meaning, their bounds in every preset of thresholds, and their sources."""
    return _rules()


@cache
def _rules() -> RuleList:
    return RuleList(items=[_view(rule) for rule in catalogue()], next_cursor=None)


def _view(rule: Rule) -> RuleInfo:
    bounds = [
        RuleBound(
            name=bound.name,
            meaning=bound.meaning,
            reference=bound.source,
            values=dict(bound.values),
        )
        for bound in rule.bounds
    ]
    return RuleInfo(
        code=rule.code,
        name=rule.name,
        title=rule.title,
        meaning=rule.meaning,
        figure=rule.figure,
        reference=rule.reference,
        bounds=bounds,
        presets=list(rule.judges),
    )
