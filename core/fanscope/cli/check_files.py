"""The files that a check writes; one that cannot be written is refused before anything runs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fanscope.errors import SpecError

if TYPE_CHECKING:
    from fanscope.checks import CheckReport
    from fanscope.cli.check_outcome import Outcome

SUMMARY = "GITHUB_STEP_SUMMARY"
"""File that GitHub shows as the job's summary: steps append to it, and it cannot show pictures that lie beside it."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where to write what; None for not at all.

    Attributes:
        format: What stdout gets.
        json: JSON.
        junit: JUnit XML.
        sarif: SARIF.
        markdown: Markdown, each with its picture beside it, but for the summary of a job.
        repaired: The spec with the advice applied.
        save_baseline: The numbers.
    """

    format: str
    json: Path | None = None
    junit: Path | None = None
    sarif: Path | None = None
    markdown: tuple[Path, ...] = ()
    repaired: Path | None = None
    save_baseline: Path | None = None

    @classmethod
    def from_options(cls, options: Mapping[str, Any]) -> Outputs:
        """Return what the command line asks for."""
        names = ("json", "junit", "sarif", "markdown", "repaired", "save_baseline")
        return cls(format=options["format_"], **{name: options[name] for name in names})

    def refuse_unwritable(self) -> None:
        """Open every file for writing, and leave it as it was.

        Raises:
            SpecError: A file cannot be written, or two documents would go into one; the field is the option.
        """
        seen: dict[Path, str] = {}
        for option, path in self._paths():
            earlier = seen.setdefault(path.absolute(), option)
            if earlier != option:
                message = f"is the file of {earlier} too; give each its own"
                raise SpecError.at(option, str(path), message)
            _try(option, path)

    def write(self, outcome: Outcome) -> None:
        """Write every file, and print to stdout what was asked for.

        Raises:
            OSError: A file cannot be written any more.
        """
        report = outcome.report
        for name in ("json", "junit", "sarif"):
            path = getattr(self, name)
            if path is not None:
                path.write_text(render(report, name), encoding="utf-8")
        for path in self.markdown:
            _write_markdown(report, path)
        if self.save_baseline is not None:
            outcome.save_baseline(self.save_baseline)
        if self.repaired is not None:
            outcome.save_repaired(self.repaired)
        if self.format == "text":
            _show(report)
        else:
            click.echo(render(report, self.format), nl=False)
        if self.repaired is not None:
            click.echo(f"Wrote {self.repaired}; fanscope check {self.repaired} judges it", err=True)

    def _paths(self) -> Iterator[tuple[str, Path]]:
        named = {
            "--json": self.json,
            "--junit": self.junit,
            "--sarif": self.sarif,
            "--repaired": self.repaired,
            "--save-baseline": self.save_baseline,
        }
        yield from ((option, path) for option, path in named.items() if path is not None)
        for path in self.markdown:
            yield "--markdown", path
            if not _is_summary(path):
                yield "--markdown", _picture_beside(path)


def _write_markdown(report: CheckReport, path: Path) -> None:
    from fanscope.checks import markdown

    if _is_summary(path):
        with path.open("a", encoding="utf-8") as summary:
            summary.write(markdown.render(report))
        return
    name = None
    if report.profiles:
        from fanscope.checks.picture import draw

        picture = _picture_beside(path)
        drawing = draw(report.profiles, failing=report.failing_schemes)
        picture.write_text(drawing, encoding="utf-8")
        name = picture.name
    path.write_text(markdown.render(report, picture=name), encoding="utf-8")


def _picture_beside(path: Path) -> Path:
    return path.with_name(f"{path.stem}-depth.svg")


def _is_summary(path: Path) -> bool:
    return str(path) == os.environ.get(SUMMARY)


def render(report: CheckReport, name: str) -> str:
    """Return the report in one of the formats for machines."""
    from importlib import import_module

    rendered: str = import_module(f"fanscope.checks.{name}").render(report)
    return rendered


def _show(report: CheckReport) -> None:
    from rich.console import Console

    from fanscope.checks import text

    console = Console(highlight=False)
    if console.is_terminal:
        text.show(report, console)
    else:
        click.echo(text.render(report, width=_width()), nl=False)


def _width() -> int:
    columns = os.environ.get("COLUMNS", "")
    return int(columns) if columns.isdecimal() and int(columns) > 20 else 100


def _try(option: str, path: Path) -> None:
    is_new = not path.exists()
    try:
        with path.open("ab"):
            pass
    except OSError as error:
        raise SpecError.at(
            option, str(path), f"cannot be written ({_reason(path, error)})"
        ) from error
    if is_new:
        path.unlink()


def _reason(path: Path, error: OSError) -> str:
    if path.is_dir():
        return "it is a folder; name a file"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}; make it first"
    return (error.strerror or str(error)).lower()
