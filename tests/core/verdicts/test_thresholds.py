"""Thresholds: what they let through, and what they say where they do not."""

from __future__ import annotations

from math import inf, isfinite, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanscope.errors import SpecError
from fanscope.verdicts import PRESETS, Preset, Thresholds, catalogue
from fanscope.verdicts.rule import Rule
from support.made_evidence import found, make_evidence

RULES = catalogue()
BOUNDED = [rule for rule in RULES if rule.bounds_of("fanscope")]
EXPLODING = {"second_moment": [2, 2, 2, 30, 30, 30], "gradient": [15, 15, 15, 1, 1, 0.2]}


def _issues(**thresholds: Any) -> dict[str, str]:
    with pytest.raises(SpecError) as caught:
        Thresholds(**thresholds)
    return {issue.field: issue.message for issue in caught.value.issues}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_s_bounds_are_numbers_in_order(rule: Rule, preset: Preset) -> None:
    bounds = rule.bounds_of(preset)
    assert all(isfinite(value) for value in bounds.values())
    assert all(bounds[a] < bounds[b] for a, b in rule.ascending if {a, b} <= set(bounds))
    assert preset in rule.judges or not bounds


@given(st.data())
def test_a_bound_is_what_was_asked_for(data: st.DataObject) -> None:
    """Between its neighbors any number goes, by code and by name; all other bounds stay the preset's."""
    rule = data.draw(st.sampled_from(BOUNDED))
    name = data.draw(st.sampled_from(sorted(rule.bounds_of("fanscope"))))
    usual = rule.bounds_of("fanscope")
    low = max((usual[a] for a, b in rule.ascending if b == name), default=-1e9)
    high = min((usual[b] for a, b in rule.ascending if a == name), default=1e9)
    value = data.draw(st.floats(low, high, exclude_min=True, exclude_max=True))
    word = data.draw(st.sampled_from([rule.code, rule.name]))
    thresholds = Thresholds(rules={word: {"bounds": {name: value}}})
    assert thresholds.bounds_of(rule) == usual | {name: value}
    others = [each for each in RULES if each is not rule]
    assert all(thresholds.bounds_of(each) == each.bounds_of("fanscope") for each in others)


@given(st.data())
def test_bounds_that_contradict_are_refused(data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from([each for each in RULES if each.ascending]))
    pairs = [pair for pair in rule.ascending if set(pair) <= set(rule.bounds_of("fanscope"))]
    low, high = data.draw(st.sampled_from(pairs))
    ceiling = rule.bounds_of("fanscope")[high]
    value = data.draw(st.floats(ceiling, 1e9))
    issues = _issues(rules={rule.code: {"bounds": {low: value, high: ceiling}}})
    assert "must be below" in issues[f"rules.{rule.code}.bounds.{low}"]


class TestOneOfTwoDegrees:
    """Whoever sets one of ``hopeless`` and its neighbor need not know the other."""

    @pytest.mark.parametrize(
        ("code", "bounds", "wanted"),
        [
            ("FS104", {"ratio": 1e-4}, {"ratio": 1e-4, "hopeless": 1e-4}),
            ("FS104", {"hopeless": 0.5}, {"ratio": 0.5, "hopeless": 0.5}),
            ("FS104", {"ratio": 0.9}, {"ratio": 0.9}),
            ("FS101", {"ratio": 1e9}, {"ratio": 1e9, "hopeless": 1e9}),
        ],
    )
    def test_the_other_goes_along_where_it_must(
        self, code: str, bounds: dict[str, float], wanted: dict[str, float]
    ) -> None:
        thresholds = Thresholds.model_validate({"rules": {code: {"bounds": bounds}}})
        rule = next(each for each in RULES if each.code == code)
        assert thresholds.bounds_of(rule) == rule.bounds_of("fanscope") | wanted

    @pytest.mark.parametrize(("first", "expected"), [(5e-5, "error"), (5e-4, None)])
    def test_an_error_stays_one_as_long_as_it_is_found(
        self, first: float, expected: str | None
    ) -> None:
        """The example of docs/decisions/0008; both are errors by the usual bounds or near them."""
        evidence = make_evidence(numbers={"gradient": [first, 1, 1, 1, 1, 1]})
        only_ratio = {"ratio": 1e-4, "per_layer": 0.0, "absolute": 0.0}
        severities = found(evidence, rules={"FS104": {"bounds": only_ratio}})
        assert severities.get("FS104") == expected

    def test_what_is_no_second_degree_does_not_go_along(self) -> None:
        issues = _issues(rules={"FS111": {"bounds": {"low": 1e6}}})
        assert "must be below high" in issues["rules.FS111.bounds.low"]


@given(st.sampled_from(["off", "on", "warning", "error"]), st.sampled_from(PRESETS))
def test_switches_survive_a_round_trip(switch: str, preset: Preset) -> None:
    thresholds = Thresholds.model_validate({"preset": preset, "rules": {"FS101": switch}})
    assert Thresholds.model_validate(thresholds.model_dump()) == thresholds
    assert Thresholds.model_validate_json(thresholds.model_dump_json()) == thresholds
    assert hash(thresholds.preset) == hash(preset)


@pytest.mark.parametrize(
    ("setting", "severities"),
    [
        ("off", {}),
        ("on", {"FS101": "warning"}),
        ("warning", {"FS101": "warning"}),
        ("error", {"FS101": "error"}),
        (False, {}),
        ({"bounds": {"ratio": 50}}, {}),
        ({"bounds": {"hopeless": 12}}, {"FS101": "error"}),
        ({"severity": "warning", "bounds": {"hopeless": 12}}, {"FS101": "warning"}),
    ],
)
@pytest.mark.parametrize("word", ["FS101", "exploding-activations"])
def test_settings_judge(word: str, setting: object, severities: dict[str, str]) -> None:
    evidence = make_evidence(numbers=EXPLODING)
    assert found(evidence, rules={word: setting}) == severities


@pytest.mark.parametrize(
    ("thresholds", "field", "part"),
    [
        ({"rules": {"FS999": "off"}}, "rules.FS999", "no such rule"),
        ({"rules": {"exploding-activation": "off"}}, "rules.exploding-activation", "did you mean exploding-activations?"),
        ({"rules": {"FS101": "loud"}}, "rules.FS101.severity", "must be one of: off, on, warning, error"),
        ({"rules": {"FS101": 3}}, "rules.FS101", "or a mapping"),
        ({"rules": {"FS101": {"bound": {}}}}, "rules.FS101.bound", "did you mean bounds?"),
        ({"rules": {"FS101": {"bounds": {"ration": 3}}}}, "rules.FS101.bounds.ration", "did you mean ratio?"),
        ({"rules": {"FS110": {"bounds": {"ratio": 3}}}}, "rules.FS110.bounds.ratio", "FS110 has none"),
        ({"rules": {"FS101": {"bounds": {"ratio": nan}}}}, "rules.FS101.bounds.ratio", "finite"),
        ({"rules": {"FS101": {"bounds": {"ratio": inf}}}}, "rules.FS101.bounds.ratio", "finite"),
        ({"rules": {"FS101": {"bounds": {"ratio": "many"}}}}, "rules.FS101.bounds.ratio", "finite"),
        ({"rules": {"FS101": {"bounds": {"ratio": 5000, "hopeless": 1000}}}}, "rules.FS101.bounds.ratio", "must be below hopeless = 1000"),
        ({"rules": {"FS101": "on", "exploding-activations": "off"}}, "rules.exploding-activations", "same rule as FS101"),
        ({"preset": "sagemaker", "rules": {"FS101": {"bounds": {"ratio": 3}}}}, "rules.FS101.bounds.ratio", "FS101 has spread here"),
        ({"preset": "sage"}, "preset", "did you mean sagemaker?"),
        ({"presets": "sagemaker"}, "presets", "did you mean preset?"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(thresholds: dict[str, Any], field: str, part: str) -> None:
    issues = _issues(**thresholds)
    assert list(issues) == [field]
    assert part in issues[field]
