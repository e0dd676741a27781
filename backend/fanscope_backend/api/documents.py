"""Self-contained HTML documents."""

from __future__ import annotations

import html
import re
from functools import cache
from importlib.resources import files
from typing import Any

import orjson
from starlette.responses import Response

from fanscope_backend.middleware.security_headers import DOCUMENT_POLICY

_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>html, body, #figure {{ height: 100%; margin: 0 }}</style>
<div id="figure"></div>
<script>{plotly}</script>
<script>
const figure = {figure};
Plotly.newPlot("figure", figure.data, figure.layout, {{responsive: true, displaylogo: false}});
</script>
</html>
"""


def figure_html(figure: dict[str, Any]) -> str:
    """Return a page that shows one figure and needs nothing else."""
    text = orjson.dumps(figure, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    title = str(figure["layout"].get("meta", {}).get("title", "Fanscope"))
    return _PAGE.format(
        title=html.escape(title), plotly=_plotly(), figure=text.replace("<", "\\u003c")
    )


@cache
def _plotly() -> str:
    return files("plotly").joinpath("package_data", "plotly.min.js").read_text("utf-8")


def html_response(text: str) -> Response:
    """Return a document that may run its own scripts, and nothing else."""
    return Response(
        text,
        media_type="text/html; charset=utf-8",
        headers={"content-security-policy": DOCUMENT_POLICY},
    )


def attachment_name(name: str, suffix: str) -> str:
    """Return the header that makes a file of a response; plain ASCII, whatever the name holds."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()[:80] or "experiment"
    return f'attachment; filename="{plain}.{suffix}"'
