"""The catalogue of rules: words, codes, sources, pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fanscope.figures import catalogue as figures
from fanscope.verdicts import PRESETS, catalogue, find_rule
from fanscope.verdicts.rule import Rule

RULES = catalogue()
REFERENCES = Path(__file__).parents[3] / "docs" / "references.bib"
KNOWN = set(re.findall(r"@\w+\{(\w+)", REFERENCES.read_text(encoding="utf-8")))


def test_codes_and_names_are_stable() -> None:
    assert {rule.code: rule.name for rule in RULES} == {
        "FS101": "exploding-activations",
        "FS102": "vanishing-activations",
        "FS103": "exploding-gradients",
        "FS104": "vanishing-gradients",
        "FS105": "collapsed-inputs",
        "FS106": "generated-weight-scale",
        "FS107": "dead-units",
        "FS108": "saturated-units",
        "FS109": "symmetric-units",
        "FS110": "non-finite",
        "FS111": "update-ratio",
        "FS112": "initial-loss",
        "FS113": "off-theory",
        "FS114": "seed-spread",
        "FS115": "baseline-drift",
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
class TestRule:
    def test_has_a_picture(self, rule: Rule) -> None:
        assert rule.figure in {info.name for info in figures()}

    def test_names_sources_that_exist(self, rule: Rule) -> None:
        for preset in PRESETS:
            keys = rule.sources_of(preset).split(", ")
            assert set(keys) <= KNOWN
        assert all(bound.source for bound in rule.bounds)

    def test_speaks_to_strangers(self, rule: Rule) -> None:
        assert rule.meaning.endswith(".")
        assert len(rule.meaning) > 100
        assert all(bound.meaning for bound in rule.bounds)
        assert len({bound.name for bound in rule.bounds}) == len(rule.bounds)

    def test_is_found_by_both_words(self, rule: Rule) -> None:
        assert find_rule(rule.code) is rule
        assert find_rule(rule.name) is rule
