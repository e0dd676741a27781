"""Applying what a verdict advises to the spec that it was said of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fanscope.errors import SpecError
from fanscope.parsing import parse_spec
from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.verdicts.verdict import Change


def apply(spec: ExperimentSpec, changes: Iterable[Change]) -> ExperimentSpec:
    """Return the spec with the changes made, one after the other.

    A scheme that thereby equals another one of the spec is left out: its repair already stands there.

    Raises:
        SpecError: A field is not there, or the result is no spec.
    """
    tree = spec.model_dump(mode="json")
    for change in changes:
        _put(tree, change)
    tree["schemes"] = _without_repetition(tree["schemes"])
    return parse_spec(tree)


def _put(tree: Any, change: Change) -> None:
    *path, last = change.field.split(".")
    for part in path:
        tree = tree[_key(tree, part, change, is_new=False)]
    tree[_key(tree, last, change, is_new=isinstance(tree, dict))] = change.value


def _key(tree: Any, part: str, change: Change, *, is_new: bool) -> str | int:
    if isinstance(tree, list) and part.isdigit() and int(part) < len(tree):
        return int(part)
    if isinstance(tree, dict) and (is_new or part in tree):
        return part
    raise SpecError.at(change.field, change.value, f"the spec has no {part} here to change")


def _without_repetition(schemes: list[Any]) -> list[Any]:
    by_label = {SchemeChoice.model_validate(scheme).label: scheme for scheme in reversed(schemes)}
    kept = [SchemeChoice.model_validate(scheme).label for scheme in schemes]
    return [by_label[label] for label in dict.fromkeys(kept)]
