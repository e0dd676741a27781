"""Where the schemes stand in a file."""

from __future__ import annotations

import json

import pytest

from fanscope.checks.spec_lines import lines_of_schemes

SCHEMES = ["xavier", "b"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("name: x\nschemes: [xavier,\n  b]\n", {"xavier": 2, "b": 3}),
        ("schemes:\n  - xavier\n  - {name: scaled,\n     factor: 2}\n", {"xavier": 2, "b": 3}),
        (json.dumps({"schemes": SCHEMES}, indent=1), {"xavier": 3, "b": 4}),
        ("schemes: [xavier]\n", {}),
        ("schemes: 3\n", {}),
        ("- a\n", {}),
        ("a: [", {}),
        ("", {}),
    ],
)
def test_lines(text: str, lines: dict[str, int]) -> None:
    assert lines_of_schemes(text, SCHEMES) == lines
