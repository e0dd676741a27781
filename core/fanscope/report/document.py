"""The frame of every report: one HTML file that asks no server for anything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files

from fanscope import __version__


def document_html(*, title: str, kicker: str, opening: str, main: str, credits: str) -> str:
    """Return the whole file.

    Args:
        title: Its heading, plain text.
        kicker: The line above the heading, plain text.
        opening: HTML below the heading: the verdict first.
        main: HTML of the sections.
        credits: Where theory and bounds come from, plain text.
    """
    plotly, script = _plotly(), _asset("report.js")
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{_policy(plotly, script)}">
<title>{escape(title)} – Fanscope</title>
<style>{_asset("report.css")}</style>
</head>
<body>
<header>
<p class="kicker">{escape(kicker)}</p>
<h1>{escape(title)}</h1>
{opening}
</header>
<main>
{main}
</main>
<footer>Made by Fanscope {escape(__version__)}. {escape(credits)}</footer>
<script>{plotly}</script>
<script>{script}</script>
</body>
</html>
"""


def _policy(*scripts: str) -> str:
    """Return a content policy that runs these scripts and nothing else, and asks no server for anything."""
    allowed = " ".join(f"'sha256-{_hash(script)}'" for script in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


@cache
def _plotly() -> str:
    return (files("plotly") / "package_data" / "plotly.min.js").read_text(encoding="utf-8")


@cache
def _asset(name: str) -> str:
    return (files("fanscope.report") / name).read_text(encoding="utf-8")
