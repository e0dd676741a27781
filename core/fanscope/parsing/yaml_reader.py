"""A YAML reader for specs: the scalars of YAML 1.2, and nothing that surprises.

PyYAML follows YAML 1.1, where ``1e-3`` is a string, ``no`` is false and ``1:30`` is ninety;
here the core schema of YAML 1.2 holds. Anchors, aliases, tags, merge keys and several documents
are refused: no spec needs them, and a few lines of aliases can stand for gigabytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

import yaml

from fanscope.errors import Issue, SpecError
from fanscope.parsing.tree import MAX_DEPTH, MAX_KEYS, DuplicateKeys

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # pragma: no cover - PyYAML built without libyaml
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

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


class _Loader(_SafeLoader):
    """PyYAML's safe loader with the scalars of YAML 1.2's core schema."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - PyYAML's own way to forget what YAML 1.1 resolves


for _tag, _pattern, _first in CORE_SCHEMA:
    _Loader.add_implicit_resolver(_tag, _pattern, _first)


def read_yaml(text: str) -> object:
    """Return the tree that one YAML document describes.

    Raises:
        SpecError: Bad syntax, or something refused; the message names line and column.
    """
    try:
        _refuse_the_unneeded(text)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _complain(_explain(error), error.problem_mark or error.context_mark) from None
    except yaml.YAMLError as error:
        raise _complain(" ".join(str(error).split()), None) from None
    return None if node is None else _construct(node)


def _refuse_the_unneeded(text: str) -> None:
    num_documents = 0
    open_parts: list[_Part] = []
    for index, event in enumerate(yaml.parse(text, Loader=_Loader)):
        if index > _MAX_EVENTS:
            raise _complain(f"more than {_MAX_EVENTS:,} values", event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            num_documents += 1
        if num_documents > 1:
            raise _complain("one spec at a time; this is a second document", event.start_mark)
        if getattr(event, "anchor", None) is not None:
            raise _complain("anchors (&) and aliases (*) are not allowed", event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise _complain("tags (!) are not allowed", event.start_mark)
        _refuse_the_large(event, open_parts)


@dataclass(slots=True)
class _Part:
    """A mapping or a list that has not ended, and how many keys, values and items it has so far."""

    is_mapping: bool
    size: int = 0


def _refuse_the_large(event: yaml.Event, open_parts: list[_Part]) -> None:
    if isinstance(event, yaml.CollectionEndEvent):
        open_parts.pop()
    if not isinstance(event, yaml.NodeEvent):
        return
    if open_parts:
        open_parts[-1].size += 1
        if open_parts[-1].is_mapping and open_parts[-1].size > 2 * MAX_KEYS:
            raise _complain(
                f"more than {MAX_KEYS:,} keys; no part of a spec has so many", event.start_mark
            )
    if isinstance(event, yaml.CollectionStartEvent):
        open_parts.append(_Part(isinstance(event, yaml.MappingStartEvent)))
    if len(open_parts) > MAX_DEPTH:
        raise _complain(f"nested deeper than {MAX_DEPTH} levels", event.start_mark)


def _construct(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        pairs = [(_construct_key(key), _construct(value)) for key, value in node.value]
        mapping = dict(pairs)
        return mapping if len(mapping) == len(pairs) else DuplicateKeys(pairs)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item) for item in node.value]
    return _construct_scalar(node)


def _construct_key(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _complain("a key must be a word", node.start_mark)
    return str(node.value)


def _construct_scalar(node: yaml.Node) -> object:
    text = str(node.value)
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    if kind in ("int", "float") and len(text) > _MAX_DIGITS:
        raise _complain(f"a number of {len(text):,} characters", node.start_mark)
    if kind == "int":
        return int(text)
    if kind == "float":
        return float(_DOTTED_NAME.sub(r"\1", text))
    return text


def _explain(error: yaml.MarkedYAMLError) -> str:
    return " ".join(part for part in (error.problem, error.context) if part)


def _complain(message: str, mark: _Mark | None) -> SpecError:
    where = "" if mark is None else f"line {mark.line + 1}, column {mark.column + 1}: "
    return SpecError([Issue("", "", f"{where}{message}")])
