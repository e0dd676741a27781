"""Every rule on every scheme, and what it comes to in one sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from fanscope.result import ExperimentResult
from fanscope.verdicts.baseline import Baseline
from fanscope.verdicts.evidence import Evidence
from fanscope.verdicts.mending import mend
from fanscope.verdicts.reading import read_evidence
from fanscope.verdicts.registry import catalogue
from fanscope.verdicts.remedy import Finding
from fanscope.verdicts.rule import Rule
from fanscope.verdicts.thresholds import FANSCOPE, Thresholds
from fanscope.verdicts.verdict import Severity, Verdict
from fanscope.wording import say_list

CLAUSES = 2


class _Found(NamedTuple):
    """One verdict, and the clause that stands for it in a summary."""

    verdict: Verdict
    clause: str


def judge(
    result: ExperimentResult, thresholds: Thresholds = FANSCOPE, baseline: Baseline | None = None
) -> tuple[Verdict, ...]:
    """Return every verdict, scheme by scheme in the order of the spec, errors before warnings."""
    return tuple(
        verdict
        for scheme in result.schemes
        if (evidence := read_evidence(result, scheme)) is not None
        for verdict in judge_evidence(evidence, thresholds, baseline)
    )


def judge_evidence(
    evidence: Evidence, thresholds: Thresholds = FANSCOPE, baseline: Baseline | None = None
) -> tuple[Verdict, ...]:
    """Return the verdicts on one scheme, or one module, errors before warnings.

    Args:
        evidence: What was measured.
        thresholds: Which rules judge, and how.
        baseline: An earlier check's numbers, to be compared with; schemes that it does not have are not.
    """
    return tuple(each.verdict for each in _find(beside(evidence, baseline), thresholds))


def summarize(
    result: ExperimentResult, thresholds: Thresholds = FANSCOPE, baseline: Baseline | None = None
) -> dict[str, str]:
    """Return one sentence a scheme, without its name, e.g. ``healthy.`` or ``inputs collapse together.``."""
    sentences = {}
    for scheme in result.schemes:
        evidence = read_evidence(result, scheme)
        sentences[scheme] = (
            "no frame yet."
            if evidence is None
            else summarize_evidence(evidence, thresholds, baseline)
        )
    return sentences


def summarize_evidence(
    evidence: Evidence, thresholds: Thresholds = FANSCOPE, baseline: Baseline | None = None
) -> str:
    """Return one sentence about one scheme, or one module, without its name: the first findings, errors first."""
    found = _find(beside(evidence, baseline), thresholds)
    if not found:
        return "healthy."
    return f"{say_list(each.clause for each in found[:CLAUSES])}."


def beside(evidence: Evidence, baseline: Baseline | None) -> Evidence:
    """Return the evidence with the baseline's numbers of the same scheme, if there are any."""
    if baseline is None:
        return evidence
    return replace(evidence, baseline=baseline.layers_of(evidence.scheme))


def _find(evidence: Evidence, thresholds: Thresholds) -> list[_Found]:
    """Return what the rules find, errors before warnings, else in the order of the rules."""
    found = _run(catalogue(), evidence, thresholds)
    return sorted(found, key=lambda each: each.verdict.severity == "warning")


def _run(rules: Iterable[Rule], evidence: Evidence, thresholds: Thresholds) -> Iterable[_Found]:
    for rule in rules:
        switch = thresholds.switch_of(rule)
        if switch == "off":
            continue
        finding = rule.judges[thresholds.preset](evidence, thresholds.bounds_of(rule))
        if finding is not None:
            severity = finding.severity if switch == "on" else switch
            yield _Found(_write(rule, evidence, finding, severity, thresholds), finding.clause)


def _write(
    rule: Rule, evidence: Evidence, finding: Finding, severity: Severity, thresholds: Thresholds
) -> Verdict:
    repair = mend(evidence, finding.remedy)
    return Verdict(
        rule=rule.code,
        name=rule.name,
        severity=severity,
        scheme=evidence.scheme,
        layer=finding.layer,
        measured=finding.measured,
        predicted=finding.predicted,
        bound=finding.bound,
        explanation=finding.explanation,
        advice=repair.advice,
        reference=rule.sources_of(thresholds.preset),
        changes=repair.changes,
    )
