"""YAML or JSON text to a tree of mappings, lists and scalars."""

from __future__ import annotations

import json
from typing import Any

from fanscope.errors import Issue, SpecError
from fanscope.parsing.tree import DuplicateKeys
from fanscope.parsing.yaml_reader import read_yaml


def read_text(source: str | bytes) -> object:
    """Return the tree that YAML or JSON text describes.

    JSON is tried first where the text begins with a brace, since YAML 1.1 readers refuse some
    of it (tabs, escaped slashes); what is not JSON either is told as a YAML error.

    Raises:
        SpecError: Not UTF-8, or neither YAML nor JSON; the message names line and column.
    """
    text = _decode(source)
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text, object_pairs_hook=_read_pairs)
        except (ValueError, RecursionError):
            return read_yaml(text)
    return read_yaml(text)


def _decode(source: str | bytes) -> str:
    try:
        if isinstance(source, bytes):
            return source.decode("utf-8-sig")
        source.encode("utf-8")
        return source.removeprefix("\ufeff")
    except UnicodeError as error:
        raise SpecError([Issue("", "", f"the text is not valid UTF-8: {error}")]) from None


def _read_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    return mapping if len(mapping) == len(pairs) else DuplicateKeys(pairs)
