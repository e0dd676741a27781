"""Intent: patterns of layers that are to say nothing at first."""

from __future__ import annotations

import pytest

from fanscope.errors import SpecError
from fanscope.parsing import dump_yaml, parse_spec

TREE = {"network": {"kind": "mlp", "widths": [64, 20, 20, 10]}, "schemes": ["xavier"]}


def _issues(zeros: object) -> dict[str, str]:
    with pytest.raises(SpecError) as caught:
        parse_spec({**TREE, "intent": {"zeros": zeros}})
    return {issue.field: issue.message for issue in caught.value.issues}


def test_patterns_that_fit_are_kept() -> None:
    spec = parse_spec({**TREE, "intent": {"zeros": ["main.2", "main.[01]"]}})
    assert spec.intent.zeros == ("main.2", "main.[01]")
    assert parse_spec(dump_yaml(spec)) == spec


def test_without_intent_there_is_none() -> None:
    assert parse_spec(TREE).intent.zeros == ()


def test_a_pattern_that_fits_no_layer_is_named() -> None:
    issues = _issues(["main.2", "main.9", "head*"])
    assert list(issues) == ["intent.zeros.1", "intent.zeros.2"]
    assert "did you mean main.2?" in issues["intent.zeros.1"]
    assert "the layers are main.0, main.1, main.2" in issues["intent.zeros.2"]


@pytest.mark.parametrize("zeros", ["main.2", [3], [""], {"main.2": True}])
def test_what_is_no_list_of_patterns(zeros: object) -> None:
    assert all(field.startswith("intent.zeros") for field in _issues(zeros))
