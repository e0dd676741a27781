"""The report is one file that needs nothing and trusts nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache
from html.parser import HTMLParser

from fanscope.figures import catalogue
from fanscope.report import report_html
from support.synthetic import make_result, spec_of

HOSTILE = "</script><script>alert(1)</script>"


class Elements(HTMLParser):
    """Collects what a browser would see: tags with attributes, and the text of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._script: tuple[dict[str, str | None], list[str]] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self._script = (dict(attrs), [])

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            self._script[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script is not None:
            self.scripts.append((self._script[0], "".join(self._script[1])))
            self._script = None


@cache
def page() -> tuple[str, Elements]:
    spec = spec_of(["xavier", HOSTILE], seeds=1, name=f"<i>{HOSTILE}")
    html = report_html(make_result(spec, frames=3, diverge=[HOSTILE], sample=40))
    return html, Elements(html)


def test_asks_no_server_for_anything() -> None:
    _, elements = page()
    for tag, attributes in elements.tags:
        assert "src" not in attributes, tag
        assert tag != "link"
        assert (
            "default-src 'none'" in str(attributes.get("content")) or "http-equiv" not in attributes
        )


def test_the_content_policy_allows_its_own_scripts_and_no_other() -> None:
    _, elements = page()
    (policy,) = (str(a["content"]) for t, a in elements.tags if t == "meta" and "http-equiv" in a)
    executed = [text for attributes, text in elements.scripts if "type" not in attributes]
    hashes = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in executed
    ]
    assert re.findall(r"'sha256-([^']+)'", policy) == hashes
    assert len(hashes) == 2
    script = next(part for part in policy.split(";") if "script-src" in part)
    assert "unsafe-inline" not in script
    assert not any(name.startswith("on") for _, attributes in elements.tags for name in attributes)


def test_names_and_labels_are_escaped() -> None:
    html, _ = page()
    assert "<script>alert" not in html
    assert "<i>" not in html
    assert "&lt;i&gt;" in html


def test_holds_every_figure_in_both_themes_with_its_numbers() -> None:
    _, elements = page()
    sections = [a["id"] for t, a in elements.tags if t == "section" and a.get("class") == "figure"]
    assert sections == [info.name for info in catalogue() if not info.for_tasks]
    payloads = [json.loads(text) for a, text in elements.scripts if a.get("type")]
    assert len(payloads) == len(sections)
    for payload in payloads:
        assert set(payload) == {"light", "dark", "narrow-light", "narrow-dark"}
        assert all(figure["data"] for figure in payload.values())


def test_says_the_verdicts_the_spec_and_the_divergence() -> None:
    html, _ = page()
    assert "activations explode from main.0" in html
    assert "diverged at step 3 in main.2" in html
    assert "kind: hypernetwork" in html


def test_works_before_anything_has_run() -> None:
    html = report_html(make_result(spec_of(["xavier"]), with_runs=False))
    assert "Nothing has run" in html
