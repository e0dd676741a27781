"""Close matches, and none where nothing is close."""

from __future__ import annotations

import pytest

from fanscope.suggestions import suggest


@pytest.mark.parametrize("word", ["widht", "WIDTH", "widths", "wdth"])
def test_close(word: str) -> None:
    assert suggest(word, ["height", "width"]) == "; did you mean width?"


@pytest.mark.parametrize("word", ["", "zzz", "width", 3, None, ["width"], "w" * 10**6])
def test_nothing_to_suggest(word: object) -> None:
    assert suggest(word, ["height", "width"]) == ""
