"""SARIF under its published schema, whatever the names are."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from fanscope.checks import CheckReport, Target
from fanscope.checks.sarif import render
from support.checks import BROKEN, MILD, hostile_reports, make_report

SCHEMA = Path(__file__).parents[2] / "support/schemas/sarif-2.1.0.json"


@cache
def _validator() -> Any:
    return jsonschema.Draft4Validator(
        json.loads(SCHEMA.read_text()), format_checker=jsonschema.FormatChecker()
    )


@settings(deadline=None)
@given(report=hostile_reports())
def test_is_valid(report: CheckReport) -> None:
    _validator().validate(json.loads(render(report)))


def test_the_schema_refuses_what_is_wrong() -> None:
    document = json.loads(render(make_report(BROKEN)))
    document["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(jsonschema.ValidationError):
        _validator().validate(document)


def test_a_result_points_at_the_scheme_in_the_file_and_at_the_layer() -> None:
    (run,) = json.loads(render(make_report(BROKEN, MILD)))["runs"]
    broken, mild = run["results"]
    place = broken["locations"][0]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "spec.yaml"},
        "region": {"startLine": 7},
    }
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "xavier/main.0"
    assert mild["locations"][0]["logicalLocations"][0]["kind"] == "scheme"
    assert (broken["level"], mild["level"]) == ("error", "warning")
    rule = run["tool"]["driver"]["rules"][broken["ruleIndex"]]
    assert rule["id"] == "FS101" == broken["ruleId"]
    assert "hyperfan-in on hypernetworks" in rule["help"]["text"]
    assert "helpUri" not in rule


def test_rules_have_pages_where_somebody_says_where() -> None:
    report = make_report(BROKEN, rules_url="https://example.org/rules/")
    rules = json.loads(render(report))["runs"][0]["tool"]["driver"]["rules"]
    assert rules[0]["helpUri"] == f"https://example.org/rules/{rules[0]['id']}.md"
    assert rules[0]["helpUri"] in rules[0]["help"]["markdown"]


def test_a_path_is_an_address() -> None:
    report = make_report(BROKEN, target=Target("a b.yaml", path="specs/a b#1.yaml"))
    location = json.loads(render(report))["runs"][0]["results"][0]["locations"][0]
    assert location["physicalLocation"]["artifactLocation"]["uri"] == "specs/a%20b%231.yaml"


def test_an_alert_stays_the_same_while_numbers_change() -> None:
    from dataclasses import replace

    first, second = (
        json.loads(render(make_report(replace(BROKEN, measured=measured))))["runs"][0]["results"][0]
        for measured in (1.0, 2.0)
    )
    assert first["partialFingerprints"] == second["partialFingerprints"]
