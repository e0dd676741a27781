"""One picture of the report: in both themes and widths, so that the page chooses without a server."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

import orjson

from fanscope.figures import FigureInfo, FigureOptions
from fanscope.report.tables import table_html

Draw = Callable[[FigureOptions], dict[str, Any]]


def figure_section(info: FigureInfo, draw: Draw) -> str:
    """Return a picture in every theme and width, with its question, its sentence and its numbers.

    Args:
        info: How the picture introduces itself.
        draw: Makes it for some options.
    """
    light = draw(FigureOptions())
    figures = {"light": light}
    figures["dark"] = draw(FigureOptions(theme="dark"))
    figures["narrow-light"] = draw(FigureOptions(narrow=True))
    figures["narrow-dark"] = draw(FigureOptions(theme="dark", narrow=True))
    meta = light["layout"]["meta"]
    table = meta["table"]
    numbers = (
        f"<details><summary>The numbers</summary>{table_html(table['columns'], table['rows'])}</details>"
        if table["rows"]
        else ""
    )
    height = light["layout"]["height"]
    return f"""<section class="figure" id="{info.name}">
<h2>{escape(meta["title"])}</h2>
<p class="question">{escape(info.question)}</p>
<div class="plot" role="img" aria-label="{escape(meta["summary"])}" style="min-height:{height}px"></div>
<script type="application/json">{_json(figures)}</script>
<p class="summary">{escape(meta["summary"])}</p>
{numbers}
</section>"""


def _json(value: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
