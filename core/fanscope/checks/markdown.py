"""GitHub-flavoured Markdown: for the summary of a job, a comment on a pull request, or a file beside its pictures.

A job's summary on GitHub cannot show files that lie beside it, so the table also draws each scheme as a row of bars.
"""

from __future__ import annotations

import re

from fanscope.checks.report import CheckReport
from fanscope.checks.rule_words import words_of
from fanscope.checks.sparkline import Scale, sparkline
from fanscope.checks.visible import visible
from fanscope.checks.wording import (
    advice_of,
    changes_of,
    say_change,
    say_numbers,
    say_outcome,
    say_scope,
    say_severities,
)
from fanscope.verdicts import Verdict

_MARKUP = re.compile(r"[\\`*_{}\[\]<>#+!|~&@$]|:(?=//)|(?<=www)\.", re.IGNORECASE)
"""What begins markup, HTML, a mention, a formula, a reference or a link, or ends a cell."""
SIGNS = {"error": "❌", "warning": "⚠️"}


def render(report: CheckReport, *, picture: str | None = None) -> str:
    """Return the report as Markdown.

    Args:
        report: What the check found.
        picture: Address of the depth profile, relative to where the text will lie; None for no picture.
    """
    sign = "✅" if report.has_passed else "❌"
    name = report.target.name or "check"
    parts = [
        f"## {sign} Fanscope: {escape(name)} {report.status}",
        f"{say_outcome(report)} Judged: {say_scope(report)}.",
        _table_of_schemes(report),
    ]
    if picture is not None:
        parts.append(f"![Second moment of the pre-activations by layer](<{picture}>)")
    parts += [_findings(report, scheme) for scheme in report.schemes if report.of(scheme)]
    parts += [f"> {escape(remark)}" for remark in report.remarks]
    if report.url:
        parts.append(f"[See it on the server](<{escape_address(report.url)}>)")
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no mention, no HTML, no new cell or line."""
    return _MARKUP.sub(lambda match: f"&#{ord(match.group())};", visible(text))


def escape_address(address: str) -> str:
    """Return an address that cannot leave the angle brackets around it."""
    return visible(address).replace("<", "%3C").replace(">", "%3E")


def _table_of_schemes(report: CheckReport) -> str:
    lines = ["| | scheme | verdict | E[y²] by layer |", "|---|---|---|---|"]
    scale = Scale.over(value for profile in report.profiles for value in profile.drawn)
    for scheme in report.schemes:
        verdicts = report.of(scheme)
        worst = "error" if any(each.severity == "error" for each in verdicts) else "warning"
        sign = SIGNS[worst] if verdicts else "✅"
        profile = report.profile(scheme)
        bars = sparkline(profile.second_moment, scale) if profile else ""
        lines.append(f"| {sign} | {escape(scheme)} | {say_severities(verdicts)} | {bars} |")
    return "\n".join(lines)


def _findings(report: CheckReport, scheme: str) -> str:
    verdicts = report.of(scheme)
    lines = [
        f"### {escape(scheme)}: {say_severities(verdicts)}",
        "",
        "| | rule | begins in | what was found | numbers |",
        "|---|---|---|---|---|",
        *(_row(report, verdict) for verdict in verdicts),
    ]
    for advice in advice_of(verdicts):
        lines += ["", f"**To repair:** {escape(advice)}"]
    changes = changes_of(verdicts)
    if changes:
        written = "; ".join(escape(say_change(change)) for change in changes)
        lines += ["", f"In the spec: {written}."]
    return "\n".join(lines)


def _row(report: CheckReport, verdict: Verdict) -> str:
    words = words_of(verdict.rule)
    page = words.page(report.rules_url)
    rule = escape(f"{verdict.rule} {verdict.name}")
    cells = [
        f"{SIGNS[verdict.severity]} {verdict.severity}",
        f"[{rule}](<{escape_address(page)}>)" if page else rule,
        escape(verdict.layer) if verdict.layer is not None else "",
        escape(verdict.explanation),
        escape(say_numbers(verdict)),
    ]
    return f"| {' | '.join(cells)} |"
