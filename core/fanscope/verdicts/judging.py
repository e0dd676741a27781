"""Every rule on every scheme, and what it comes to in one sentence."""

from __future__ import annotations

from collections.abc import Callable

from fanscope.result import ExperimentResult
from fanscope.verdicts.collapsed_inputs import collapsed_inputs
from fanscope.verdicts.evidence import Evidence, read_evidence
from fanscope.verdicts.exploding_activations import exploding_activations
from fanscope.verdicts.exploding_gradients import exploding_gradients
from fanscope.verdicts.generated_weight_scale import generated_weight_scale
from fanscope.verdicts.nonfinite import nonfinite
from fanscope.verdicts.saturated_units import saturated_units
from fanscope.verdicts.vanishing_activations import vanishing_activations
from fanscope.verdicts.vanishing_gradients import vanishing_gradients
from fanscope.verdicts.verdict import Finding, Verdict
from fanscope.wording import say_list

Rule = Callable[[Evidence], Finding | None]
RULES: tuple[Rule, ...] = (
    nonfinite,
    exploding_activations,
    vanishing_activations,
    saturated_units,
    collapsed_inputs,
    exploding_gradients,
    vanishing_gradients,
    generated_weight_scale,
)
"""In the order of importance, which is the order of the summary."""
CLAUSES = 2


def judge(result: ExperimentResult) -> tuple[Verdict, ...]:
    """Return every verdict, scheme by scheme in the order of the spec, errors before warnings."""
    return tuple(
        finding.verdict
        for scheme in result.schemes
        for finding in sorted(_findings(result, scheme) or (), key=_is_warning)
    )


def summarize(result: ExperimentResult) -> dict[str, str]:
    """Return one sentence a scheme, without its name, e.g. ``healthy.`` or ``inputs collapse together.``."""
    return {scheme: _sentence(_findings(result, scheme)) for scheme in result.schemes}


def _findings(result: ExperimentResult, scheme: str) -> list[Finding] | None:
    """Return the findings in the order of the rules; None before the first frame."""
    evidence = read_evidence(result, scheme)
    if evidence is None:
        return None
    return [finding for rule in RULES if (finding := rule(evidence)) is not None]


def _is_warning(finding: Finding) -> bool:
    return finding.verdict.severity == "warning"


def _sentence(findings: list[Finding] | None) -> str:
    if findings is None:
        return "no frame yet."
    if not findings:
        return "healthy."
    return f"{say_list(finding.clause for finding in findings[:CLAUSES])}."
