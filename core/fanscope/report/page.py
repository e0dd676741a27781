"""The page: verdicts first, then the figures with their numbers, then the spec."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape

from fanscope.figures import FigureInfo, build, catalogue
from fanscope.network_words import say_network
from fanscope.parsing import dump_yaml
from fanscope.report.document import document_html
from fanscope.report.figure_section import figure_section
from fanscope.report.tables import table_html
from fanscope.result import ExperimentResult, RunResult
from fanscope.spec import ExperimentSpec
from fanscope.verdicts import FANSCOPE, Baseline, Thresholds, Verdict, judge, summarize
from fanscope.wording import say_seeds

SIGNS = {"healthy": "✓", "warning": "▲", "error": "✕", "pending": "…"}
VERDICT_COLUMNS = ["rule", "severity", "scheme", "layer", "measured", "predicted", "bound"]
VERDICT_COLUMNS += ["explanation", "advice", "reference"]


def report_html(
    result: ExperimentResult, thresholds: Thresholds = FANSCOPE, baseline: Baseline | None = None
) -> str:
    """Return one HTML file: no request leaves it, and its content policy allows none.

    Light or dark follows the reader's system; it prints light. Names and labels are escaped.

    Args:
        result: What was measured.
        thresholds: Which rules judge, and how.
        baseline: An earlier check's numbers, to be compared with.
    """
    verdicts = judge(result, thresholds, baseline)
    sentences = summarize(result, thresholds, baseline)
    sections = "\n".join(
        figure_section(info, partial(build, info.name, result)) for info in _figures_of(result.spec)
    )
    return document_html(
        title=result.spec.name,
        kicker="Fanscope report",
        opening=f"""{_sentences(result, sentences, verdicts)}
<p class="facts">{escape(_facts(result))}</p>""",
        main=f"""{sections}
<section><h2>Verdicts</h2>{verdict_table(verdicts)}</section>
<section><h2>Runs</h2>{_run_table(result)}</section>
<section><h2>Spec</h2><pre tabindex="0"><code>{escape(dump_yaml(result.spec))}</code></pre></section>""",
        credits="Theory and bounds: Chang, Flokas & Lipson (2020), arXiv 2312.08399, "
        "and the sources named beside each verdict.",
    )


def _figures_of(spec: ExperimentSpec) -> list[FigureInfo]:
    return [info for info in catalogue() if spec.schedule.tasks > 1 or not info.for_tasks]


def _sentences(
    result: ExperimentResult, sentences: Mapping[str, str], verdicts: tuple[Verdict, ...]
) -> str:
    items = []
    for scheme, sentence in sentences.items():
        severity = _severity(result, scheme, verdicts)
        items.append(
            f'<li class="{severity}"><span class="sign" aria-hidden="true">{SIGNS[severity]}</span> '
            f"<strong>{escape(scheme)}</strong>: {escape(sentence)}</li>"
        )
    return f'<ul class="verdicts">{"".join(items)}</ul>'


def _severity(result: ExperimentResult, scheme: str, verdicts: tuple[Verdict, ...]) -> str:
    if all(run.track is None for run in result.runs_of(scheme)):
        return "pending"
    found = {verdict.severity for verdict in verdicts if verdict.scheme == scheme}
    return "error" if "error" in found else "warning" if found else "healthy"


def _facts(result: ExperimentResult) -> str:
    spec = result.spec
    return (
        f"{spec.network.kind} · main network {say_network(spec.main)} · data {spec.data.name} · "
        f"{_say_steps(spec)} of {spec.training.optimizer.kind}, batch {spec.training.batch_size}, "
        f"learning rate {spec.training.optimizer.lr:g} · {len(result.schemes)} schemes × {say_seeds(len(spec.seed_list))}"
    )


def _say_steps(spec: ExperimentSpec) -> str:
    tasks = spec.schedule.tasks
    steps = f"{spec.training.steps} steps"
    return f"{tasks} tasks × {steps}" if tasks > 1 else steps


def verdict_table(verdicts: Sequence[Verdict]) -> str:
    """Return the verdicts as a table, or the sentence that there are none."""
    if not verdicts:
        return "<p>No rule found anything wrong.</p>"
    rows = [[getattr(verdict, name) for name in VERDICT_COLUMNS] for verdict in verdicts]
    return table_html(VERDICT_COLUMNS, rows)


def _run_table(result: ExperimentResult) -> str:
    if not result.runs:
        return "<p>Nothing has run; the figures show predictions.</p>"
    columns = [
        "scheme",
        "seed",
        "status",
        "recorded steps",
        "last step",
        "last loss",
        "diverged at",
    ]
    return table_html(columns, [_run_row(run) for run in result.runs]) + _warnings(result)


def _warnings(result: ExperimentResult) -> str:
    sentences = dict.fromkeys(sentence for run in result.runs for sentence in run.warnings)
    return "".join(f"<p>Warning: {escape(sentence)}.</p>" for sentence in sentences)


def _run_row(run: RunResult) -> list[object]:
    track, point = run.track, run.diverged_at
    where = f"step {point.step}" + (f", {point.layer}" if point.layer else "") if point else None
    if track is None or not track.steps.size:
        return [run.scheme, run.seed, run.status, 0, None, None, where]
    loss = float(track.losses[-1]) if track.losses.size else None
    return [run.scheme, run.seed, run.status, len(track.steps), int(track.steps[-1]), loss, where]
