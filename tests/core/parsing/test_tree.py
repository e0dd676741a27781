"""What no field can hold, wherever it stands."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest

from fanscope.parsing.tree import MAX_DEPTH, DuplicateKeys, find_impossible_values


def _nest(depth: int) -> dict[str, Any]:
    tree: dict[str, Any] = {"a": 1}
    for _ in range(depth):
        tree = {"a": tree}
    return tree


def test_nothing_to_find() -> None:
    tree = {"a": [1, -2.5, "x é 😀", None, True, {"b": 10**30}], "c": _nest(20)}
    assert list(find_impossible_values(tree)) == []


@pytest.mark.parametrize(
    ("tree", "field", "message"),
    [
        ({"a": [1, {"b": nan}]}, "a.1.b", "finite"),
        ({"a": -inf}, "a", "finite"),
        ({"a": ("x", inf)}, "a.1", "finite"),
        ({"a": "x\ny"}, "a", "control characters or line breaks"),
        ({"a": "\u2028"}, "a", "control characters or line breaks"),
        ({"a": "\ud800"}, "a", "control characters"),
        ({"a": {1: 2}}, "a", "a key must be a word"),
        ({"a\x00": 1}, "", "a key must be a word"),
        ({"a": DuplicateKeys([("b", 1), ("b", 2), ("b", 3)])}, "a.b", "written twice"),
    ],
)
def test_impossible(tree: dict[str, Any], field: str, message: str) -> None:
    (issue,) = find_impossible_values(tree)
    assert issue.field == field
    assert message in issue.message


def test_depth() -> None:
    assert len(list(find_impossible_values(_nest(MAX_DEPTH)))) == 1
    endless: dict[str, Any] = {}
    endless["a"] = endless
    (issue,) = find_impossible_values(endless)
    assert "nested deeper" in issue.message
