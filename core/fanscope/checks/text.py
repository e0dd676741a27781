"""Text for people in a terminal: what failed, where it begins, the numbers and the repair; then what passed.

The text is built from :class:`rich.text.Text`, never from markup, so that a name cannot style, move or clear anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fanscope.checks.gates import is_failure
from fanscope.checks.profile import Column, Profile
from fanscope.checks.report import CheckReport
from fanscope.checks.sparkline import Scale, sparkline
from fanscope.checks.visible import visible
from fanscope.checks.wording import (
    advice_of,
    say_numbers,
    say_outcome,
    say_place,
    say_repair,
    say_scope,
    say_severities,
)
from fanscope.verdicts import Verdict
from fanscope.wording import say

INDENT = 2
LEGEND = (
    "E[y²]: mean square of the pre-activations, from the first layer to the last; healthy: the same in a network"
    " of this shape whose weights have the variance that their fans ask for."
)
COLORS = {"error": "red", "warning": "yellow"}
SIGNS = {"error": "✗", "warning": "!"}


def render(report: CheckReport, *, width: int = 100) -> str:
    """Return the report as plain text without colors."""
    console = Console(file=StringIO(), width=width, highlight=False, color_system=None)
    show(report, console)
    written = console.file
    text = written.getvalue() if isinstance(written, StringIO) else ""
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def show(report: CheckReport, console: Console) -> None:
    """Print the report, in color where the console has any."""
    for part in _parts(report):
        is_whole = isinstance(part, Text) and bool(part.no_wrap)
        console.print(part, crop=False, soft_wrap=is_whole)


def _parts(report: CheckReport) -> Iterator[RenderableType]:
    yield _headline(report)
    yield ""
    yield _table_of_schemes(report)
    if report.profiles:
        yield Text(LEGEND, "dim")
    for scheme in report.schemes:
        if report.of(scheme):
            yield ""
            yield from _findings(report, scheme)
    yield ""
    for remark in report.remarks:
        yield Text(f"warning: {visible(remark)}", "yellow")
    yield _outcome(report)
    if command := say_repair(report):
        yield Text(command, no_wrap=True, overflow="ignore")
    if report.url:
        address = f"See it on the server: {visible(report.url)}"
        yield Text(address, "dim", no_wrap=True, overflow="ignore")


def _headline(report: CheckReport) -> Text:
    style = "bold green" if report.has_passed else "bold red"
    name = visible(report.target.name or "check")
    title = visible(report.target.title)
    named = f" ({title})" if title and title != name else ""
    return Text.assemble(
        (report.status.upper(), style),
        "  ",
        (name, "bold"),
        named,
        "\n",
        (say_scope(report), "dim"),
    )


def _table_of_schemes(report: CheckReport) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column("scheme", overflow="fold")
    table.add_column("verdict", no_wrap=True)
    has_profiles = bool(report.profiles)
    if has_profiles:
        table.add_column(Text("E[y²] by layer"), no_wrap=True)
        table.add_column("healthy", no_wrap=True)
    scale = Scale.over(value for profile in report.profiles for value in profile.drawn)
    for scheme in report.schemes:
        verdicts = report.of(scheme)
        numbers = _profile(report.profile(scheme), scale) if has_profiles else ()
        name = Text(visible(scheme))
        table.add_row(_sign(verdicts), name, Text(say_severities(verdicts, sign=", ")), *numbers)
    return table


def _sign(verdicts: tuple[Verdict, ...]) -> Text:
    if not verdicts:
        return Text("✓", "green")
    worst = "error" if any(each.severity == "error" for each in verdicts) else "warning"
    return Text(SIGNS[worst], COLORS[worst])


def _profile(profile: Profile | None, scale: Scale) -> tuple[Text, Text]:
    if profile is None:
        return Text(), Text()
    bars = sparkline(profile.second_moment, scale)
    healthy = _ends(profile.healthy) if any(each is not None for each in profile.healthy) else ""
    return Text(f"{bars}  {_ends(profile.second_moment)}"), Text(healthy, "dim")


def _ends(column: Column) -> str:
    return f"{_say(column[0])} → {_say(column[-1])}" if column else ""


def _say(value: float | None) -> str:
    return "?" if value is None else say(value)


def _findings(report: CheckReport, scheme: str) -> Iterator[RenderableType]:
    yield Text(visible(scheme), "bold")
    verdicts = report.of(scheme)
    for verdict in verdicts:
        yield _indent(_found(report, verdict), 1)
        yield _indent(Text(visible(verdict.explanation)), 2)
        if numbers := say_numbers(verdict):
            yield _indent(Text(numbers, "dim"), 2)
    for advice in advice_of(verdicts):
        yield _indent(Text.assemble(("To repair: ", "bold green"), visible(advice)), 1)


def _found(report: CheckReport, verdict: Verdict) -> Text:
    place = say_place(verdict)
    harmless = "" if is_failure(verdict, report.fail_on) else "  (tolerated)"
    return Text.assemble(
        (f"{SIGNS[verdict.severity]} {verdict.severity}", COLORS[verdict.severity]),
        f"  {verdict.rule} {verdict.name}",
        (f"  begins in layer {place}" if place else "", "bold"),
        (harmless, "dim"),
    )


def _indent(text: Text, level: int) -> Padding:
    return Padding(text, (0, 0, 0, INDENT * level), expand=False)


def _outcome(report: CheckReport) -> Text:
    style = "green" if report.has_passed else "bold red"
    return Text(say_outcome(report), style)
