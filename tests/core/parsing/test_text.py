"""Text to tree: JSON that YAML readers refuse, byte order marks, bytes that are not UTF-8."""

from __future__ import annotations

import pytest

from fanscope.errors import SpecError
from fanscope.parsing.text import read_text
from fanscope.parsing.tree import DuplicateKeys


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('{\n\t"a": [1, 2.5e-3, true, null, "\\/"]\n}', {"a": [1, 0.0025, True, None, "/"]}),
        ("{a: [1, x], b: {}}", {"a": [1, "x"], "b": {}}),
        ('{"a": 1,}', {"a": 1}),
        ("a: [1, x]\nb: {}", {"a": [1, "x"], "b": {}}),
        ("\ufeffa: é", {"a": "é"}),
        ("a: é😀".encode(), {"a": "é😀"}),
        (b"\xef\xbb\xbf{}", {}),
    ],
)
def test_read(text: str | bytes, tree: object) -> None:
    assert read_text(text) == tree


@pytest.mark.parametrize("text", ['{"a": 1, "b": 2, "a": 3}', "a: 1\nb: 2\na: 3"])
def test_repeated_keys_are_remembered(text: str) -> None:
    tree = read_text(text)
    assert isinstance(tree, DuplicateKeys)
    assert tree.repeated == ("a",)


@pytest.mark.parametrize("source", [b"a: \xff", "a: \ud800"])
def test_not_utf8(source: str | bytes) -> None:
    with pytest.raises(SpecError, match="not valid UTF-8"):
        read_text(source)


def test_json_with_a_fault_is_told_with_line_and_column() -> None:
    with pytest.raises(SpecError, match=r"line 3, column \d+"):
        read_text('{\n  "a": [1,\n  "b": 2}\n')
