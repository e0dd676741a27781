"""JSON: the shape that users and the server know, and back."""

from __future__ import annotations

import json
from dataclasses import replace
from math import inf, nan

from hypothesis import given, settings

from fanscope.checks import CheckReport
from fanscope.checks.json import read_report, render, report_json
from support.checks import BROKEN, MILD, hostile_reports, make_report


def test_the_shape() -> None:
    document = json.loads(render(make_report(BROKEN, MILD)))
    assert document["status"] == "failed"
    assert document["verdicts"][0] == {
        "rule": "FS101",
        "name": "exploding-activations",
        "severity": "error",
        "scheme": "xavier",
        "layer": "main.0",
        "measured": 746.0,
        "predicted": 781.0,
        "bound": 15.7,
        "explanation": BROKEN.explanation,
        "advice": "Use hyperfan-in.",
        "reference": "chang2020principled",
        "changes": [{"field": "schemes.0", "value": {"name": "hyperfan-in"}}],
    }


def test_numbers_that_are_not_finite_are_null() -> None:
    document = json.loads(render(make_report(replace(BROKEN, measured=nan, bound=inf))))
    assert document["verdicts"][0]["measured"] is None
    assert document["verdicts"][0]["bound"] is None


def test_there_and_back() -> None:
    report = make_report(BROKEN, MILD, url="http://server/checks/1", remarks=("a word",))
    assert read_report(json.loads(render(report))) == report


@settings(deadline=None)
@given(report=hostile_reports())
def test_there_and_back_with_any_name(report: CheckReport) -> None:
    assert report_json(read_report(report_json(report))) == report_json(report)
    json.loads(render(report), parse_constant=_refuse)


def _refuse(word: str) -> None:
    raise AssertionError(f"{word} is not JSON")
