"""The page: verdicts first, then the figures with their numbers, then the spec."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files

import orjson

from fanscope import __version__
from fanscope.figures import FigureInfo, FigureOptions, build, catalogue
from fanscope.network_words import say_network
from fanscope.parsing import dump_yaml
from fanscope.report.tables import table_html
from fanscope.result import ExperimentResult, RunResult
from fanscope.spec import ExperimentSpec
from fanscope.verdicts import Verdict, judge, summarize
from fanscope.wording import say_seeds

SIGNS = {"healthy": "✓", "warning": "▲", "error": "✕", "pending": "…"}
VERDICT_COLUMNS = ["rule", "severity", "scheme", "layer", "measured", "predicted", "bound"]
VERDICT_COLUMNS += ["explanation", "advice", "reference"]


def report_html(result: ExperimentResult) -> str:
    """Return one HTML file: no request leaves it, and its content policy allows none.

    Light or dark follows the reader's system; it prints light. Names and labels are escaped.
    """
    verdicts = judge(result)
    sections = "\n".join(_figure_section(result, info) for info in _figures_of(result.spec))
    plotly, script = _plotly(), _asset("report.js")
    name = escape(result.spec.name)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="{_policy(plotly, script)}">
<title>{name} – Fanscope</title>
<style>{_asset("report.css")}</style>
</head>
<body>
<header>
<p class="kicker">Fanscope report</p>
<h1>{name}</h1>
{_sentences(result, verdicts)}
<p class="facts">{escape(_facts(result))}</p>
</header>
<main>
{sections}
<section><h2>Verdicts</h2>{_verdict_table(verdicts)}</section>
<section><h2>Runs</h2>{_run_table(result)}</section>
<section><h2>Spec</h2><pre tabindex="0"><code>{escape(dump_yaml(result.spec))}</code></pre></section>
</main>
<footer>Made by Fanscope {escape(__version__)}. Theory and bounds: Chang, Flokas &amp; Lipson (2020), arXiv 2312.08399, and the sources named beside each verdict.</footer>
<script>{plotly}</script>
<script>{script}</script>
</body>
</html>
"""


def _figures_of(spec: ExperimentSpec) -> list[FigureInfo]:
    return [info for info in catalogue() if spec.schedule.tasks > 1 or not info.for_tasks]


def _figure_section(result: ExperimentResult, info: FigureInfo) -> str:
    light = build(info.name, result)
    figures = {"light": light}
    figures["dark"] = build(info.name, result, FigureOptions(theme="dark"))
    figures["narrow-light"] = build(info.name, result, FigureOptions(narrow=True))
    figures["narrow-dark"] = build(info.name, result, FigureOptions(theme="dark", narrow=True))
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


def _sentences(result: ExperimentResult, verdicts: tuple[Verdict, ...]) -> str:
    items = []
    for scheme, sentence in summarize(result).items():
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


def _verdict_table(verdicts: tuple[Verdict, ...]) -> str:
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


def _json(value: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    text = orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY).decode()
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


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
