"""What no spec can hold, whatever the field: NaN, infinity, keys written twice, control characters."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice
from math import isfinite
from typing import Any

from fanscope.errors import Issue, shorten

MAX_DEPTH = 128
MAX_KEYS = 200
"""Of one mapping: several times as many as any part of a spec knows."""
MAX_PARTS = 1000
"""Of one list whose items are not all numbers: as many as there may be layers."""
_MOST_NAMED = 3


class DuplicateKeys(dict[str, Any]):
    """A mapping in which a key was written more than once; it holds the last value of each."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        """Keep the pairs and the keys that came again."""
        super().__init__(pairs)
        counts = Counter(key for key, _ in pairs)
        self.repeated = tuple(key for key, count in counts.items() if count > 1)


def find_impossible_values(tree: Mapping[str, object]) -> Iterator[Issue]:
    """Return an issue for every value that no field of a spec can hold."""
    return iter(()) if _is_possible(tree, 0) else _walk(tree, ())


def _is_possible(value: object, depth: int) -> bool:
    """Whether there is surely nothing to complain of; decided in a fraction of the time that it takes to say what."""
    if depth > MAX_DEPTH:
        return False
    if isinstance(value, str):
        return value.isprintable()
    if isinstance(value, dict):
        is_small = len(value) <= MAX_KEYS and not isinstance(value, DuplicateKeys)
        return is_small and all(
            isinstance(key, str) and key.isprintable() and _is_possible(item, depth + 1)
            for key, item in value.items()
        )
    if isinstance(value, list):
        return not _has_too_many_parts(value) and all(
            _is_possible(item, depth + 1) for item in value
        )
    return value is None or isinstance(value, int) or (isinstance(value, float) and isfinite(value))


def _walk(value: object, path: tuple[str, ...]) -> Iterator[Issue]:
    field = ".".join(path)
    if len(path) > MAX_DEPTH:
        yield Issue(field, "", f"nested deeper than {MAX_DEPTH} levels")
    elif isinstance(value, Mapping):
        yield from _walk_mapping(value, path)
    elif isinstance(value, list | tuple) and _has_too_many_parts(value):
        yield Issue(field, shorten(value[0]), f"must have {MAX_PARTS:,} items or fewer")
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _walk(item, (*path, str(index)))
    elif isinstance(value, float) and not isfinite(value):
        yield Issue(field, repr(value), "must be a finite number")
    elif isinstance(value, str) and _has_control_characters(value):
        yield Issue(field, shorten(value), "must not contain control characters or line breaks")


def _walk_mapping(mapping: Mapping[Any, Any], path: tuple[str, ...]) -> Iterator[Issue]:
    if isinstance(mapping, DuplicateKeys):
        for key in mapping.repeated:
            yield Issue(".".join((*path, key)), "", "is written twice; keep one")
    if len(mapping) > MAX_KEYS:
        first = ", ".join(shorten(key) for key in islice(mapping, _MOST_NAMED))
        message = f"has {len(mapping):,} keys, the first {first}; no part of a spec has so many"
        yield Issue(".".join(path), "", message)
        return
    for key, item in mapping.items():
        if not isinstance(key, str) or _has_control_characters(key):
            yield Issue(".".join(path), shorten(key), "a key must be a word")
        else:
            yield from _walk(item, (*path, key))


def _has_too_many_parts(items: list[object] | tuple[object, ...]) -> bool:
    return len(items) > MAX_PARTS and not all(isinstance(item, int | float) for item in items)


def _has_control_characters(text: str) -> bool:
    return any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in text)
