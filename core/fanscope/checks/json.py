"""JSON: the shape that the server's ``POST /api/checks`` answers with, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from fanscope.checks.profile import Profile
from fanscope.checks.report import CheckReport, Target
from fanscope.verdicts import Change, Verdict
from fanscope.wording import plain

NUMBERS = ("measured", "predicted", "bound")
COLUMNS = ("second_moment", "healthy", "gradient", "mean_cosine")


def render(report: CheckReport) -> str:
    """Return the report as indented JSON; numbers that are not finite are null."""
    return json.dumps(report_json(report), indent=2, allow_nan=False) + "\n"


def report_json(report: CheckReport) -> dict[str, Any]:
    """Return the report as a JSON document."""
    return {
        "status": report.status,
        "fail_on": report.fail_on,
        "thresholds": report.thresholds,
        "target": asdict(report.target),
        "schemes": list(report.schemes),
        "rules": list(report.rules),
        "verdicts": [verdict_json(verdict) for verdict in report.verdicts],
        "profiles": [asdict(profile) for profile in report.profiles],
        "remarks": list(report.remarks),
        "version": report.version,
        "url": report.url,
    }


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """Return one verdict as JSON."""
    document = asdict(verdict)
    document |= {name: plain(document[name]) for name in NUMBERS}
    document["changes"] = [
        {"field": change.field, "value": change.value} for change in verdict.changes
    ]
    return document


def read_report(document: dict[str, Any]) -> CheckReport:
    """Return the report that :func:`report_json` wrote; keys that this version does not know are passed over.

    Raises:
        KeyError: It is no report.
    """
    return CheckReport(
        status="passed" if document["status"] == "passed" else "failed",
        verdicts=tuple(read_verdict(each) for each in document["verdicts"]),
        fail_on="warning" if document.get("fail_on") == "warning" else "error",
        thresholds=str(document.get("thresholds", "fanscope")),
        schemes=tuple(document.get("schemes", ())),
        version=str(document.get("version", "")),
        url=document.get("url"),
        target=Target(**_known(document.get("target") or {}, Target)),
        rules=tuple(document.get("rules", ())),
        profiles=tuple(_read_profile(each) for each in document.get("profiles", ())),
        remarks=tuple(document.get("remarks", ())),
    )


def read_verdict(document: dict[str, Any]) -> Verdict:
    """Return the verdict that :func:`verdict_json` wrote.

    Raises:
        KeyError: A field is missing.
    """
    changes = tuple(
        Change(field=str(each["field"]), value=each["value"])
        for each in document.get("changes", ())
    )
    return Verdict(**{**_known(document, Verdict), "changes": changes})


def _read_profile(document: dict[str, Any]) -> Profile:
    lists = {name: tuple(document[name]) for name in ("layers", *COLUMNS)}
    return Profile(scheme=str(document["scheme"]), **lists)


def _known(document: dict[str, Any], kind: type[Target] | type[Verdict]) -> dict[str, Any]:
    return {name: document[name] for name in kind.__dataclass_fields__ if name in document}
