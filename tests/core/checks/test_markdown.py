"""Markdown: tables stay tables, and no name is anything but itself."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given, settings
from markdown_it import MarkdownIt

from fanscope.checks import CheckReport
from fanscope.checks.markdown import escape, render
from fanscope.checks.visible import visible
from support.checks import BROKEN, MILD, hostile_reports, hostile_text, make_report

READER = MarkdownIt("gfm-like", {"html": True, "linkify": False}).disable("linkify")


@settings(deadline=None)
@given(report=hostile_reports())
def test_tables_stay_intact(report: CheckReport) -> None:
    for line in render(report).splitlines():
        if line.startswith("|"):
            assert line.count("|") in (5, 6)
    tokens = READER.parse(render(report))
    tables = sum(token.type == "table_open" for token in tokens)
    with_findings = sum(bool(report.of(scheme)) for scheme in report.schemes)
    assert tables == 1 + with_findings
    rows = sum(token.type == "tr_open" for token in tokens)
    judged = sum(verdict.scheme in report.schemes for verdict in report.verdicts)
    assert rows == 1 + len(report.schemes) + with_findings + judged


@settings(deadline=None)
@given(text=hostile_text)
def test_a_name_is_shown_as_it_is(text: str) -> None:
    (inline,) = (token for token in READER.parse(f"x{escape(text)}x") if token.type == "inline")
    assert {child.type for child in inline.children or ()} <= {"text", "text_special"}
    shown = "".join(child.content for child in inline.children or ())
    assert shown == f"x{visible(text)}x"


def test_what_stands_in_it() -> None:
    text = unescape(render(make_report(BROKEN, MILD), picture="init.svg"))
    assert re.search(r"^## ❌ Fanscope: spec.yaml failed$", text, re.MULTILINE)
    for words in (
        "1 of 2 schemes failed: 1 error.",
        "| ✅ | hyperfan-in | healthy |",
        "| ❌ error | FS101 exploding-activations | main.0 |",
        "**To repair:** Use hyperfan-in.",
        'schemes.0 = {"name": "hyperfan-in"}',
        "](<init.svg>)",
    ):
        assert words in text
