"""The page of a module that a user brings: the verdict, the pictures, the table of layers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape
from typing import Any

from fanscope.figures import MEASURED, build_measured, catalogue
from fanscope.report.document import document_html
from fanscope.report.figure_section import figure_section
from fanscope.report.page import SIGNS, verdict_table
from fanscope.report.tables import table_html
from fanscope.result import Measured
from fanscope.verdicts import Verdict


def module_html(
    title: str,
    sentence: str,
    severity: str,
    verdicts: Sequence[Verdict],
    measurements: Measured,
    layers: Sequence[Mapping[str, Any]],
) -> str:
    """Return one HTML file: no request leaves it, and its content policy allows none.

    Args:
        title: What the module is called.
        sentence: The verdict in words.
        severity: ``healthy``, ``warning`` or ``error``.
        verdicts: What the rules found.
        measurements: What the pictures show.
        layers: The table of layers, a row each, all with the same keys.
    """
    infos = {info.name: info for info in catalogue()}
    pictures = "\n".join(
        figure_section(infos[name], partial(build_measured, name, measurements))
        for name in (MEASURED if measurements.layers else ())
    )
    columns = list(layers[0]) if layers else []
    table = table_html(columns, [[row[name] for name in columns] for row in layers])
    return document_html(
        title=title,
        kicker="Fanscope diagnosis",
        opening=f'<ul class="verdicts"><li class="{severity}"><span class="sign" aria-hidden="true">'
        f"{SIGNS[severity]}</span> {escape(sentence)}</li></ul>"
        '<p class="facts">Measured at initialization, before any training. The healthy twin is the same module on the same '
        "batch, its weights drawn with variance c / fan_in, its biases zero.</p>",
        main=f"""<section><h2>Verdicts</h2>{verdict_table(verdicts)}</section>
{pictures}
<section><h2>Layers</h2>{table}</section>""",
        credits="Bounds: the sources named beside each verdict.",
    )
