"""YAML as people expect it: the scalars of YAML 1.2, and refusals that say where."""

from __future__ import annotations

from math import inf, isnan

import pytest

from fanscope.errors import SpecError
from fanscope.parsing.yaml_reader import read_yaml


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-3", 0.001),
        ("1E5", 1e5),
        ("1.", 1.0),
        (".5", 0.5),
        ("-0.25", -0.25),
        ("+3", 3),
        ("010", 10),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("1:30", "1:30"),
        ("2024-01-01", "2024-01-01"),
        ("no", "no"),
        ("on", "on"),
        ("True", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("'1'", "1"),
        ('"true"', "true"),
        (".inf", inf),
        ("-.Inf", -inf),
        ("nan", "nan"),
        ("=", "="),
        ("|\n two\n lines", "two\nlines"),
    ],
)
def test_scalars(text: str, value: object) -> None:
    read = read_yaml(text)
    assert read == value
    assert type(read) is type(value)


def test_nan() -> None:
    value = read_yaml(".nan")
    assert isinstance(value, float)
    assert isnan(value)


def test_empty_values() -> None:
    assert read_yaml("a:\nb: []") == {"a": None, "b": []}
    assert read_yaml("# nothing") is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: [1, 2", r"^spec: line 3, column 1: did not find expected"),
        ("a: 1\n b: 2", r"^spec: line 2, column 3: mapping values are not allowed"),
        ("a: 1\n\tb: 2", r"^spec: line 2, column 1: found a tab character"),
        ("a: &x 1", r"^spec: line 1, column 4: anchors"),
        ("a: 1\nb: *x", r"^spec: line 2, column 4: anchors"),
        ("a: !!str 1", r"^spec: line 1, column 4: tags"),
        ("!!python/object/apply:os.system [ls]", r"^spec: line 1, column 1: tags"),
        ("a: 1\n---\nb: 2", r"^spec: line 2, column 1: one spec at a time"),
        ("? [a]\n: 1", r"^spec: line 1, column 3: a key must be a word"),
        ("a: " + "9" * 401, r"^spec: line 1, column 4: a number of 401 characters"),
        ("a: \x07", r"^spec: .*control characters are not allowed"),
        ("[" * 140, r"^spec: line 1, column 129: nested deeper than 128 levels"),
        ("- " * 140 + "1", r"^spec: line 1, column 257: nested deeper than 128 levels"),
        ("[" + "1," * 200_000 + "]", r"^spec: line 1, column \d+: more than 150,000 values"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else "",
)
def test_refusals_say_where(text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        read_yaml(text)


def test_billion_laughs() -> None:
    lines = ["a0: &a0 [x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 10)]
    with pytest.raises(SpecError, match="anchors"):
        read_yaml("\n".join(lines))
