"""The one entrance for specs: whatever is wrong with the input, the answer is a SpecError."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice

from pydantic import ValidationError

from fanscope.errors import Issue, SpecError
from fanscope.parsing.complaints import retell
from fanscope.parsing.consistency import find_inconsistencies
from fanscope.parsing.counts import write_counts
from fanscope.parsing.text import read_text
from fanscope.parsing.tree import find_impossible_values
from fanscope.spec import ExperimentSpec

MAX_ISSUES = 100


def parse_spec(source: str | bytes | Mapping[str, object]) -> ExperimentSpec:
    """Return the spec that YAML or JSON text, or a mapping, describes.

    Args:
        source: YAML 1.2 or JSON text (bytes: UTF-8), or what such a text would load to.

    Raises:
        SpecError: With all complaints that can be told at once, the first ``MAX_ISSUES``; syntax
            errors name line and column, all others the dotted field.
    """
    tree = _read(source)
    spec = _validate(tree)
    _raise_if_any(find_inconsistencies(spec, tree))
    return write_counts(spec)


def parse_fields(source: str | bytes | Mapping[str, object]) -> ExperimentSpec:
    """Return a spec whose fields are right each by itself, whether or not they fit each other.

    For what can be said of a spec that is still being written.

    Raises:
        SpecError: As :func:`parse_spec`, without what needs more than one field.
    """
    return _validate(_read(source))


def _read(source: str | bytes | Mapping[str, object]) -> Mapping[str, object]:
    tree = read_text(source) if isinstance(source, str | bytes) else source
    if not isinstance(tree, Mapping):
        raise SpecError.at(
            "", tree, "a spec is a mapping with the keys network, data, training, schemes, ..."
        )
    _raise_if_any(find_impossible_values(tree))
    return tree


def _validate(tree: Mapping[str, object]) -> ExperimentSpec:
    try:
        return ExperimentSpec.model_validate(dict(tree))
    except ValidationError as error:
        raise SpecError(_take_first(retell(error))) from None


def _raise_if_any(issues: Iterable[Issue]) -> None:
    found = _take_first(issues)
    if found:
        raise SpecError(found)


def _take_first(issues: Iterable[Issue]) -> list[Issue]:
    found = list(islice(issues, MAX_ISSUES + 1))
    if len(found) > MAX_ISSUES:
        found[-1] = Issue("", "", f"has more than {MAX_ISSUES} faults; these are the first")
    return found
