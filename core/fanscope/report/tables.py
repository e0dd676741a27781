"""HTML tables of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from fanscope.wording import say


def table_html(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table in a box of its own that scrolls sideways; everything is escaped."""
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(f"<tr>{''.join(_cell(value) for value in row)}</tr>" for row in rows)
    return (
        f'<div class="scroll" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(value: object) -> str:
    if value is None:
        return '<td class="number">–</td>'
    if isinstance(value, float):
        return f'<td class="number">{escape(say(value))}</td>'
    if isinstance(value, int):
        return f'<td class="number">{value}</td>'
    return f"<td>{escape(str(value))}</td>"
