"""docs/rules/ is what its program writes, and every example breaks the rule that it stands for."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from types import ModuleType

import pytest

from fanscope.verdicts import Rule, catalogue

ROOT = Path(__file__).parents[3]
PAGES = ROOT / "docs/rules"
MOST_BYTES = 60_000


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(ROOT / "docs")
    return importlib.import_module("write_rules")


def test_the_pages_are_up_to_date(load: ModuleType) -> None:
    pages: dict[str, str] = load.write_pages()
    advice = "run .venv/bin/python docs/write_rules.py"
    assert {path.name for path in PAGES.glob("*.md")} == set(pages), advice
    for name, text in pages.items():
        assert (PAGES / name).read_text(encoding="utf-8") == text, f"{name}: {advice}"


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_every_rule_has_a_small_picture(rule: Rule) -> None:
    picture = PAGES / f"images/{rule.code}.png"
    assert 1_000 < picture.stat().st_size < MOST_BYTES
    assert f"({rule.code}.md)" in (PAGES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_its_example_breaks_the_rule_as_the_page_says(rule: Rule, load: ModuleType) -> None:
    examples = importlib.import_module("rule_examples")
    measured = json.loads((PAGES / "measured.json").read_text(encoding="utf-8"))[rule.code]
    _, verdicts = examples.run_example(examples.read_examples()[rule.code])
    (found,) = (verdict for verdict in verdicts if verdict.rule == rule.code)
    advice = f"run .venv/bin/python docs/draw_rules.py {rule.code}"
    assert (found.severity, found.layer) == (measured["severity"], measured["layer"]), advice
    changes = [{"field": each.field, "value": each.value} for each in found.changes]
    assert changes == measured["changes"], advice
    assert measured["after"] in (None, []), "the advice must mend its own example"
