"""Specs whose fields are right each by itself, whether or not they fit each other."""

from __future__ import annotations

import pytest

from fanscope.errors import SpecError
from fanscope.parsing import parse_fields, parse_spec

TREE = {
    "name": "wide",
    "network": {"kind": "mlp", "widths": [7, 10]},
    "data": {"name": "digits"},
    "schemes": ["hyperfan-in"],
}


def test_fields_are_read_before_they_fit_each_other() -> None:
    assert parse_fields(TREE).main.model_dump()["widths"] == (7, 10)
    with pytest.raises(SpecError):
        parse_spec(TREE)


def test_a_field_that_is_wrong_by_itself_is_refused() -> None:
    with pytest.raises(SpecError, match="seeds"):
        parse_fields({**TREE, "seeds": -1})
    with pytest.raises(SpecError, match="mapping"):
        parse_fields("[1, 2]")
