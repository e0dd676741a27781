"""A YAML reader for specs: the scalars of YAML 1.2, and nothing that surprises.

PyYAML follows YAML 1.1, where ``1e-3`` is a string, ``no`` is false and ``1:30`` is ninety;
here the core schema of YAML 1.2 holds. Anchors, aliases, tags, merge keys and several documents
are refused: no spec needs them, and a few lines of aliases can stand for gigabytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

import yaml

from fanscope.errors import Issue, SpecError
from fanscope.parsing.tree import MAX_DEPTH, MAX_KEYS, DuplicateKeys

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - PyYAML built without libyaml
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

NULL = re.compile(r"^(?:~|null|Null|NULL|)$")
BOOL = re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$")
INT = re.compile(r"^[-+]?[0-9]+$")
FLOAT = re.compile(
    r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"
    r"|^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$"
)
CORE_SCHEMA: tuple[tuple[str, re.Pattern[str], list[str]], ...] = (
    ("tag:yaml.org,2002:null", NULL, ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", BOOL, list("tTfF")),
    ("tag:yaml.org,2002:int", INT, list("-+0123456789")),
    ("tag:yaml.org,2002:float", FLOAT, list("-+.0123456789")),
)
_DOTTED_NAME = re.compile(r"\.([a-zA-Z]+)$")
_MAX_DIGITS = 400
_MAX_EVENTS = 150_000


class _Mark(Protocol):
    """A position in the text, from 0; PyYAML has one class in Python and one in C."""

    line: int
    column: int


def read_yaml(text: str) -> object:
    """Return the tree that one YAML document describes.

    Raises:
        SpecError: Bad syntax, or something refused; the message names line and column.
    """
    try:
        return _read_document(_refuse_the_unneeded(yaml.parse(text, Loader=_Loader)))
    except yaml.MarkedYAMLError as error:
        raise _complain(_explain(error), error.problem_mark or error.context_mark) from None
    except yaml.YAMLError as error:
        raise _complain(" ".join(str(error).split()), None) from None


def _refuse_the_unneeded(events: Iterable[yaml.Event]) -> Iterator[yaml.Event]:
    for index, event in enumerate(events):
        if index > _MAX_EVENTS:
            raise _complain(f"more than {_MAX_EVENTS:,} values", event.start_mark)
        if isinstance(event, yaml.NodeEvent):
            if event.anchor is not None:
                raise _complain("anchors (&) and aliases (*) are not allowed", event.start_mark)
            if getattr(event, "tag", None) is not None:
                raise _complain("tags (!) are not allowed", event.start_mark)
        yield event


def _read_document(events: Iterator[yaml.Event]) -> object:
    """Return what the only document of a stream says; None where there is none."""
    found: list[object] = []
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            if found:
                raise _complain("one spec at a time; this is a second document", event.start_mark)
            found.append(_read_node(next(events), events, 1))
    return found[0] if found else None


def _read_node(event: yaml.Event, events: Iterator[yaml.Event], depth: int) -> object:
    """Return what a node says, its first event given; the rest of its events are taken."""
    if isinstance(event, yaml.ScalarEvent):
        return _read_scalar(event)
    if depth > MAX_DEPTH:
        raise _complain(f"nested deeper than {MAX_DEPTH} levels", event.start_mark)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(item := next(events), yaml.SequenceEndEvent):
            items.append(_read_node(item, events, depth + 1))
        return items
    pairs: list[tuple[str, object]] = []
    while not isinstance(key := next(events), yaml.MappingEndEvent):
        if not isinstance(key, yaml.ScalarEvent):
            raise _complain("a key must be a word", key.start_mark)
        if len(pairs) == MAX_KEYS:
            raise _complain(
                f"more than {MAX_KEYS:,} keys; no part of a spec has so many", key.start_mark
            )
        pairs.append((key.value, _read_node(next(events), events, depth + 1)))
    mapping = dict(pairs)
    return mapping if len(mapping) == len(pairs) else DuplicateKeys(pairs)


def _read_scalar(event: yaml.ScalarEvent) -> object:
    text = event.value
    if not event.implicit[0]:
        return text
    if len(text) > _MAX_DIGITS and (INT.match(text) or FLOAT.match(text)):
        raise _complain(f"a number of {len(text):,} characters", event.start_mark)
    return _read_plain(text)


@lru_cache(maxsize=4096)
def _read_plain(text: str) -> object:
    """Return what a scalar without quotes means in YAML 1.2's core schema."""
    if NULL.match(text):
        return None
    if BOOL.match(text):
        return text.lower() == "true"
    if INT.match(text):
        return int(text)
    if FLOAT.match(text):
        return float(_DOTTED_NAME.sub(r"\1", text))
    return text


def _explain(error: yaml.MarkedYAMLError) -> str:
    return " ".join(part for part in (error.problem, error.context) if part)


def _complain(message: str, mark: _Mark | None) -> SpecError:
    where = "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: "
    return SpecError([Issue("", "", f"{where}{message}")])
