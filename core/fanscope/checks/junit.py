"""JUnit XML: a suite a check, a test case for each rule on each scheme.

Valid under both schemas that people validate with: Ant's (windyroad/JUnit-Schema) and Jenkins' (xunit-plugin, junit-10).
What is found but does not fail the check is a passing test case, and its text stands in the suite's ``system-out``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from fanscope.checks.gates import is_failure
from fanscope.checks.report import CheckReport
from fanscope.checks.rule_words import words_of
from fanscope.checks.visible import visible
from fanscope.checks.wording import say_numbers, say_outcome, say_scope
from fanscope.verdicts import Verdict

Element = ElementTree.Element
NO_TIME = "0"


def render(report: CheckReport, *, now: datetime | None = None) -> str:
    """Return the report as JUnit XML.

    Args:
        report: What the check found.
        now: When it was found; now where None.
    """
    root = Element("testsuites")
    cases = [
        _case(report, scheme, code, [each for each in report.of(scheme) if each.rule == code])
        for scheme in report.schemes
        for code in report.rules
    ]
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        id="0",
        package="fanscope",
        name=_token(report.target.name or "check"),
        timestamp=moment.strftime("%Y-%m-%dT%H:%M:%S"),
        hostname="localhost",
        tests=str(len(cases)),
        failures=str(sum(case.find("failure") is not None for case in cases)),
        errors="0",
        skipped="0",
        time=NO_TIME,
    )
    _add_properties(suite, report)
    suite.extend(cases)
    _text(suite, "system-out", "\n".join(_remarks(report)))
    _text(suite, "system-err", "")
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _add_properties(suite: Element, report: CheckReport) -> None:
    properties = ElementTree.SubElement(suite, "properties")
    known = {
        "fanscope.version": report.version,
        "fanscope.status": report.status,
        "fanscope.fail_on": report.fail_on,
        "fanscope.scope": say_scope(report),
        "fanscope.url": report.url or "",
    }
    for name, value in known.items():
        if value:
            ElementTree.SubElement(properties, "property", name=name, value=visible(value))


def _case(report: CheckReport, scheme: str, code: str, found: Sequence[Verdict]) -> Element:
    case = Element(
        "testcase",
        name=_token(f"{code} {words_of(code).name}"),
        classname=_token(f"{report.target.name or 'check'}.{scheme}"),
        time=NO_TIME,
    )
    failing = [verdict for verdict in found if is_failure(verdict, report.fail_on)]
    if failing:
        failure = ElementTree.SubElement(
            case,
            "failure",
            type=f"{failing[0].severity}.{failing[0].name}",
            message=visible(failing[0].explanation),
        )
        failure.text = "\n\n".join(_describe(verdict) for verdict in failing)
    return case


def _describe(verdict: Verdict) -> str:
    place = f" begins in layer {verdict.layer}" if verdict.layer is not None else ""
    lines = [
        f"{verdict.severity}: {verdict.scheme}: {verdict.rule} {verdict.name}{place}",
        verdict.explanation,
        say_numbers(verdict),
        f"Advice: {verdict.advice}" if verdict.advice else "",
        f"Source: {verdict.reference}" if verdict.reference else "",
    ]
    return "\n".join(visible(line) for line in lines if line)


def _remarks(report: CheckReport) -> list[str]:
    harmless = [each for each in report.verdicts if not is_failure(each, report.fail_on)]
    return [
        say_outcome(report),
        *(visible(remark) for remark in report.remarks),
        *(_describe(verdict) for verdict in harmless),
    ]


def _text(parent: Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text


def _token(text: str) -> str:
    """Return text as an ``xs:token``, which begins and ends with no blank and holds no two in a row."""
    return " ".join(visible(text).split()) or "unnamed"
