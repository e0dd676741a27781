"""SARIF 2.1.0, which GitHub's code scanning and many editors read (OASIS standard, errata 01).

A result's physical location is the spec file, at the line of the scheme, or the module that holds the factory; a layer
is a logical location. What passes is not a result, because readers would show it as an alert.
"""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

import orjson

from fanscope.checks.gates import is_failure
from fanscope.checks.json import verdict_json
from fanscope.checks.report import CheckReport
from fanscope.checks.rule_words import RuleWords, words_of
from fanscope.checks.visible import visible
from fanscope.verdicts import Verdict

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
EXIT_CODES = {"passed": 0, "failed": 1}

Json = dict[str, Any]


def render(report: CheckReport) -> str:
    """Return the report as SARIF."""
    return orjson.dumps(sarif_json(report), option=orjson.OPT_INDENT_2).decode() + "\n"


def sarif_json(report: CheckReport) -> Json:
    """Return the report as a SARIF document with one run."""
    codes = tuple(dict.fromkeys((*report.rules, *(each.rule for each in report.verdicts))))
    run: Json = {
        "tool": {"driver": _driver(report, codes)},
        "automationDetails": {"id": f"fanscope/{visible(report.target.name or 'check')}/"},
        "invocations": [
            {
                "executionSuccessful": True,
                "exitCode": EXIT_CODES[report.status],
                "toolExecutionNotifications": [
                    {"level": "warning", "message": {"text": visible(remark)}}
                    for remark in report.remarks
                ],
            }
        ],
        "columnKind": "unicodeCodePoints",
        "results": [_result(report, verdict, codes) for verdict in report.verdicts],
        "properties": {
            "status": report.status,
            "failOn": report.fail_on,
            "thresholds": report.thresholds,
            "schemes": [visible(scheme) for scheme in report.schemes],
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(report: CheckReport, codes: tuple[str, ...]) -> Json:
    return {
        "name": "fanscope",
        "version": report.version,
        "semanticVersion": report.version,
        "rules": [_rule(words_of(code), report.rules_url) for code in codes],
    }


def _rule(words: RuleWords, folder: str | None) -> Json:
    meaning = words.meaning or words.title
    page = words.page(folder)
    read_more = f"\n\n[Read more]({page})" if page else ""
    sources = f"\n\nSource: {words.reference}" if words.reference else ""
    rule: Json = {
        "id": words.code,
        "name": "".join(part.capitalize() for part in words.name.split("-")),
        "shortDescription": {"text": f"{words.title}."},
        "fullDescription": {"text": meaning},
        "help": {
            "text": f"{meaning}{sources}",
            "markdown": f"**{words.title}**\n\n{meaning}{sources}{read_more}",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["initialization", words.name]},
    }
    return rule | ({"helpUri": page} if page else {})


def _result(report: CheckReport, verdict: Verdict, codes: tuple[str, ...]) -> Json:
    advice = f" {verdict.advice}" if verdict.advice else ""
    return {
        "ruleId": verdict.rule,
        "ruleIndex": codes.index(verdict.rule),
        "level": verdict.severity,
        "kind": "fail",
        "message": {"text": visible(f"{verdict.scheme}: {verdict.explanation}{advice}")},
        "locations": [_location(report, verdict)],
        "partialFingerprints": {"fanscope/v1": _fingerprint(report, verdict)},
        "properties": _properties(report, verdict),
    }


def _location(report: CheckReport, verdict: Verdict) -> Json:
    layers = [] if verdict.layer is None else [visible(verdict.layer)]
    parts = [visible(verdict.scheme), *layers]
    location: Json = {
        "logicalLocations": [
            {
                "name": parts[-1],
                "fullyQualifiedName": "/".join(parts),
                "kind": "layer" if layers else "scheme",
            }
        ]
    }
    if report.target.path is not None:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(report.target.path.encode(errors="replace"))},
            "region": {"startLine": report.target.lines.get(verdict.scheme, 1)},
        }
    return location


def _properties(report: CheckReport, verdict: Verdict) -> Json:
    numbers = verdict_json(verdict)
    kept = {name: numbers[name] for name in ("measured", "predicted", "bound")}
    return {
        **kept,
        "failsTheCheck": is_failure(verdict, report.fail_on),
        "scheme": visible(verdict.scheme),
        "reference": visible(verdict.reference),
    }


def _fingerprint(report: CheckReport, verdict: Verdict) -> str:
    """Return what stays the same while the numbers change, so that an alert is one alert over many commits."""
    words = (report.target.path or report.target.name, verdict.rule, verdict.scheme)
    return hashlib.sha256("\0".join(words).encode(errors="replace")).hexdigest()[:32]
