"""What a diagnosis found: verdicts, layers, pictures; for the terminal, notebooks, files and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from typing import Any, Literal

from rich.console import Console, ConsoleOptions, RenderableType

from fanscope.diagnose.evidence import gather_evidence
from fanscope.diagnose.examined import Examined
from fanscope.diagnose.layer_rows import LayerRow, list_rows
from fanscope.diagnose.measurements import Measurements
from fanscope.diagnose.notebook import notebook_html
from fanscope.diagnose.terminal import say_report
from fanscope.figures import FigureOptions, build_measured
from fanscope.report import module_html
from fanscope.verdicts import (
    FANSCOPE,
    Evidence,
    Severity,
    Thresholds,
    Verdict,
    judge_evidence,
    summarize_evidence,
)
from fanscope.wording import say_seeds

NOTHING = "nothing was judged: the batch went through no layer with weights; give the module that holds them."
WIDTH = 220
"""Of plain text, in characters: names of layers are long, and nobody wraps a log file."""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """The diagnosis of one module.

    Attributes:
        title: Name of its class, or of its factory.
        evidence: What the rules looked at; None where the module has no weighted operation.
        verdicts: What they found, errors before warnings.
        summary: The same in one sentence.
        layers: One row a weighted operation, input side first.
        thresholds: The bounds that were used.
        measurements: Both passes of each seed, for figures.
    """

    title: str
    evidence: Evidence | None
    verdicts: tuple[Verdict, ...]
    summary: str
    layers: tuple[LayerRow, ...]
    thresholds: Thresholds
    measurements: Measurements

    @classmethod
    def of(
        cls,
        title: str,
        examined: Sequence[Examined],
        *,
        thresholds: Thresholds = FANSCOPE,
        zeros: Sequence[str] = (),
    ) -> Report:
        """Judge examined modules of the same shape, one a seed."""
        measurements = Measurements.of(examined)
        evidence = gather_evidence(examined, zeros)
        if evidence is None:
            return cls(title, None, (), NOTHING, (), thresholds, measurements)
        return cls(
            title=title,
            evidence=evidence,
            verdicts=judge_evidence(evidence, thresholds),
            summary=summarize_evidence(evidence, thresholds),
            layers=list_rows(examined, measurements, evidence),
            thresholds=thresholds,
            measurements=measurements,
        )

    @property
    def severity(self) -> Literal["healthy"] | Severity:
        """The worst severity found; a warning where nothing was judged."""
        if self.evidence is None:
            return "warning"
        found = {verdict.severity for verdict in self.verdicts}
        return "error" if "error" in found else "warning" if found else "healthy"

    @property
    def passed(self) -> bool:
        """Whether something was judged and no verdict is an error."""
        return self.evidence is not None and not self.failures("error")

    def failures(self, fail_on: Severity) -> tuple[Verdict, ...]:
        """Return the verdicts that are at least this severe."""
        return tuple(v for v in self.verdicts if fail_on == "warning" or v.severity == "error")

    @property
    def sentence(self) -> str:
        """The verdict in words, with the module's name: ``Net: healthy. 21 layers, 1 seed.``."""
        if self.evidence is None:
            return f"{self.title}: {self.summary}"
        layers = len(self.layers)
        noun = "layer" if layers == 1 else "layers"
        seeds = say_seeds(len(self.measurements.seeds))
        return f"{self.title}: {self.summary} {layers} {noun}, {seeds}."

    def figure(self, name: str, **options: Any) -> dict[str, Any]:
        """Return a picture as a Plotly figure dictionary: the module as built beside its healthy twin.

        Args:
            name: ``variance-by-depth``, ``between-input-variance``, ``gradient-by-depth`` or ``activations``.
            **options: Fields of :class:`fanscope.figures.FigureOptions`.

        Raises:
            NotFoundError: No such figure, or no such layer or seed.
        """
        return build_measured(name, self.measurements, FigureOptions(**options))

    def to_html(self) -> str:
        """Return one self-contained HTML file: verdicts, pictures, the table of layers."""
        rows = [row.as_json() for row in self.layers]
        return module_html(
            self.title, self.sentence, self.severity, self.verdicts, self.measurements, rows
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the histograms, as JSON can hold it."""
        return {
            "title": self.title,
            "status": "passed" if self.passed else "failed",
            "summary": self.summary,
            "verdicts": [asdict(verdict) for verdict in self.verdicts],
            "layers": [row.as_json() for row in self.layers],
            "seeds": list(self.measurements.seeds),
        }

    def __str__(self) -> str:
        """Return the verdicts and the table of layers as plain text."""
        console = Console(file=StringIO(), width=WIDTH, color_system=None)
        console.print(self)
        text: str = console.file.getvalue()  # type: ignore[attr-defined]
        return "\n".join(line.rstrip() for line in text.splitlines())

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """Yield the verdicts and the table of layers."""
        yield from say_report(self.sentence, self.severity, self.verdicts, self.layers)

    def _repr_html_(self) -> str:
        """Return the notebook's view: the verdict first, then a picture by depth, then the layers."""
        return notebook_html(
            self.sentence, self.severity, self.verdicts, self.layers, self.measurements
        )
