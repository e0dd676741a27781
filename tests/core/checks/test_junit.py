"""JUnit XML under both of its published schemas, whatever the names are."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given, settings

from fanscope.checks import CheckReport
from fanscope.checks.junit import render
from fanscope.checks.visible import visible
from support.checks import BROKEN, MILD, hostile_reports, make_report

SCHEMAS = Path(__file__).parents[2] / "support/schemas"
NOW = datetime(2026, 11, 25, 12, 30, 15, 999, tzinfo=UTC)


@cache
def _schema(name: str) -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(SCHEMAS / f"junit-{name}.xsd")


@pytest.mark.parametrize("name", ["windyroad", "jenkins"])
@settings(deadline=None)
@given(report=hostile_reports())
def test_is_valid(name: str, report: CheckReport) -> None:
    _schema(name).validate(render(report, now=NOW))


def test_the_schemas_refuse_what_is_wrong() -> None:
    wrong = render(make_report(BROKEN), now=NOW).replace('errors="0"', "")
    for name in ("windyroad", "jenkins"):
        assert not _schema(name).is_valid(wrong)


@settings(deadline=None)
@given(report=hostile_reports())
def test_parses_back(report: CheckReport) -> None:
    suite = ElementTree.fromstring(render(report, now=NOW))[0]
    cases = suite.findall("testcase")
    assert len(cases) == len(report.schemes) * len(report.rules) == int(suite.attrib["tests"])
    failing = {(each.scheme, each.rule) for each in report.failures}
    failures = suite.findall("testcase/failure")
    assert len(failures) == len(failing) == int(suite.attrib["failures"])
    told = "\n".join(failure.text or "" for failure in failures)
    for verdict in report.failures:
        assert visible(verdict.explanation) in told


def test_one_case_for_each_rule_on_each_scheme() -> None:
    report = make_report(BROKEN, MILD)
    suite = ElementTree.fromstring(render(report, now=NOW))[0]
    case = suite.find("testcase[failure]")
    assert case is not None
    assert case.attrib["name"] == "FS101 exploding-activations"
    assert case.attrib["classname"] == "spec.yaml.xavier"
    assert suite.attrib["timestamp"] == "2026-11-25T12:30:15"
    failure = case[0]
    assert failure.attrib["message"] == BROKEN.explanation
    for words in ("begins in layer main.0", "measured 746, predicted 781", "Use hyperfan-in."):
        assert words in (failure.text or "")


def test_what_does_not_fail_is_told_all_the_same() -> None:
    suite = ElementTree.fromstring(render(make_report(MILD), now=NOW))[0]
    assert suite.attrib["failures"] == "0"
    assert MILD.explanation in (suite.findtext("system-out") or "")
