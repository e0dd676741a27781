"""Sentences that several renderers share."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain
from shlex import quote

from fanscope.checks.report import CheckReport
from fanscope.checks.visible import visible
from fanscope.verdicts import Change, Severity, Verdict
from fanscope.wording import say, say_seeds


def say_count(number: int, noun: str) -> str:
    """Return ``1 error`` or ``3 errors``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def say_severities(verdicts: Iterable[Verdict], *, sign: str = " and ") -> str:
    """Return ``2 errors and 1 warning``, or ``healthy`` where there is neither."""
    severities = [verdict.severity for verdict in verdicts]
    kinds: tuple[Severity, ...] = ("error", "warning")
    counts = [say_count(severities.count(kind), kind) for kind in kinds if kind in severities]
    return sign.join(counts) or "healthy"


def say_scope(report: CheckReport) -> str:
    """Return what was looked at: ``step 0, 4 schemes, 2 seeds each, 9 rules of thresholds fanscope``."""
    steps = report.target.steps
    parts = [f"step 0 and {say_count(steps, 'update')}" if steps else "step 0"]
    if len(report.schemes) > 1:
        parts.append(f"{len(report.schemes)} schemes")
    if report.target.seeds:
        each = " each" if len(report.schemes) > 1 else ""
        parts.append(say_seeds(report.target.seeds) + each)
    count = f"{say_count(len(report.rules), 'rule')} of " if report.rules else ""
    parts.append(f"{count}thresholds {report.thresholds}")
    return ", ".join(parts)


def say_outcome(report: CheckReport) -> str:
    """Return the last sentence: what passed or failed, and why that decides."""
    if not report.has_passed:
        failing, total = report.failing_schemes, len(report.schemes)
        which = f"{len(failing)} of {total} schemes" if total > 1 else "The initialization"
        return f"{which} failed: {say_severities(report.failures)}."
    if not report.verdicts:
        return "Healthy: no rule found a fault."
    found = say_severities(report.verdicts)
    return f"Passed with {found}; only errors fail this check (fail-on: {report.fail_on})."


def say_numbers(verdict: Verdict) -> str:
    """Return ``measured 746, predicted 781, bound 9.96``; what is unknown is left out."""
    numbers = {
        "measured": verdict.measured,
        "predicted": verdict.predicted,
        "bound": verdict.bound,
    }
    return ", ".join(
        f"{name} {_say(value)}" for name, value in numbers.items() if value is not None
    )


def _say(value: float) -> str:
    """Return three digits of a number, and of a cosine next to 1 as many as tell it from 1."""
    text = say(value)
    if text != "1" or value == 1:
        return text
    longer = f"{value:.4g}"
    return longer if longer != "1" else f"1 - {say(1 - value)}"


def say_place(verdict: Verdict) -> str:
    """Return the layer where it begins, empty where it has no place."""
    return visible(verdict.layer) if verdict.layer is not None else ""


def advice_of(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Return every piece of advice once, in order."""
    return tuple(dict.fromkeys(verdict.advice for verdict in verdicts if verdict.advice))


def changes_of(verdicts: Iterable[Verdict]) -> tuple[Change, ...]:
    """Return every change that the advice asks for once, in order."""
    found: list[Change] = []
    for change in chain.from_iterable(verdict.changes for verdict in verdicts):
        if change not in found:
            found.append(change)
    return tuple(found)


def say_change(change: Change) -> str:
    """Return a change as one would write it: ``schemes.1 = {"name":"hyperfan-in"}``."""
    value = change.value
    return f"{change.field} = {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"


def say_repair(report: CheckReport) -> str:
    """Return how to have the advice applied, empty where there is nothing to apply or no spec file to name."""
    name = report.target.name
    if name in ("", "-") or not changes_of(report.failures):
        return ""
    return f"Apply the advice: fanscope check {quote(visible(name))} --repaired repaired.yaml"
