"""Run what breaks each rule and take its picture: docs/rules/images/ and docs/rules/measured.json.

    .venv/bin/python docs/draw_rules.py            # all, about two minutes on two CPU cores; FS105 FS106 for some
    .venv/bin/python docs/write_rules.py           # then the pages, from what was measured

Headless Chromium draws; letters are those of the dashboard where it is built (make setup), else the machine's.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from figure_page import CHROMIUM, FAMILY, as_json, embed_fonts
from PIL import Image
from plotly.offline import get_plotlyjs
from rule_examples import Example, read_examples, run_example

from fanscope.experiment import run_experiment
from fanscope.figures import FigureOptions, build
from fanscope.result import ExperimentResult
from fanscope.verdicts import Rule, Verdict, apply, catalogue, judge

RULES = Path(__file__).parent / "rules"
MEASURED = RULES / "measured.json"
WIDTH_PX, COLORS = 820, 64
PAGE = """<!doctype html><meta charset="utf-8"><style>{fonts}
body {{ margin: 12px; width: {width}px; background: #fff; font-family: {family} }}</style>
<div id="figure"></div><script>{plotly}</script><script>
document.fonts.ready.then(() => {{
  const figure = {figure}
  Plotly.newPlot('figure', figure.data, figure.layout, {{displayModeBar: false}})
}})
</script>"""


def measure(rule: Rule, example: Example) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the run says about a rule, and the figure that shows it.

    Raises:
        LookupError: The example does not break the rule.
    """
    result, verdicts = run_example(example)
    found = next((verdict for verdict in verdicts if verdict.rule == rule.code), None)
    if found is None:
        raise LookupError(f"{rule.code} finds nothing in its example")
    figure = build(example.figure or rule.figure, result, FigureOptions(mark=found.layer))
    return describe(example, found, figure), figure


def describe(example: Example, found: Verdict, figure: dict[str, Any]) -> dict[str, Any]:
    """Return the words of a page that come from the run."""
    meta = figure["layout"]["meta"]
    changes = [{"field": change.field, "value": change.value} for change in found.changes]
    return {
        "severity": found.severity,
        "layer": found.layer,
        "explanation": found.explanation,
        "advice": found.advice,
        "changes": changes,
        "after": judge_repaired(example, found) if changes else None,
        "title": meta["title"],
        "summary": meta["summary"],
    }


def judge_repaired(example: Example, found: Verdict) -> list[str]:
    """Return the rules that the spec still breaks once the advice is applied."""
    repaired: ExperimentResult = run_experiment(apply(example.spec, found.changes))
    return sorted({verdict.rule for verdict in judge(repaired)})


def photograph(figures: dict[str, dict[str, Any]]) -> None:
    """Write one picture a rule, in few colors so that it stays small."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        tab = browser.new_page(viewport={"width": WIDTH_PX + 24, "height": 700})
        for code, figure in figures.items():
            source = Path(folder, "page.html")
            source.write_text(draw_page(figure), encoding="utf-8")
            tab.goto(source.as_uri())
            tab.wait_for_selector("#figure .main-svg")
            picture = Image.open(io.BytesIO(tab.locator("body").screenshot()))
            few = picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE)
            few.save(RULES / f"images/{code}.png", optimize=True)
        browser.close()


def draw_page(figure: dict[str, Any]) -> str:
    """Return a page that shows one figure."""
    figure["layout"]["font"]["family"] = FAMILY
    return PAGE.format(
        fonts=embed_fonts(),
        width=WIDTH_PX,
        family=FAMILY,
        plotly=get_plotlyjs(),
        figure=as_json(figure),
    )


def main(codes: list[str]) -> None:
    measured = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    examples, figures = read_examples(), {}
    for rule in catalogue():
        if codes and rule.code not in codes:
            continue
        measured[rule.code], figures[rule.code] = measure(rule, examples[rule.code])
        print(rule.code, measured[rule.code]["explanation"])
    photograph(figures)
    text = json.dumps(dict(sorted(measured.items())), indent=1, ensure_ascii=False)
    MEASURED.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
