"""Pydantic's complaints, retold: the field as the user wrote it, what is wrong, the way out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from fanscope.errors import Issue, shorten
from fanscope.parsing.places import Place, keys, locate, tags
from fanscope.spec import ExperimentSpec
from fanscope.suggestions import suggest

_TEMPLATES: dict[str, str] = {
    "missing": "is required",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:,}",
    "less_than": "must be less than {lt:g}",
    "less_than_equal": "must be at most {le:,}",
    "too_short": "must have {min_length} or more items",
    "too_long": "must have {max_length:,} items or fewer",
    "string_too_short": "must not be empty",
    "string_too_long": "must have {max_length} characters or fewer",
    "string_type": "must be text; put it in quotes if it looks like a number",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list, such as [a, b]",
    "literal_error": "must be {expected}",
    "value_error": "{error}",
}
_MAPPING_WANTED = ("model_type", "model_attributes_type")
_SEEDS = "must be a number of seeds, such as 3, or a list of seeds, such as [0, 1, 2]"
_SCHEME = "must be the name of a scheme, or a mapping such as {name: normal, std: 0.02}"


def retell(error: ValidationError) -> Iterator[Issue]:
    """Yield one issue per complaint about an :class:`~fanscope.spec.ExperimentSpec`."""
    complaints = error.errors(include_url=False)
    return (_retell_one(details) for details in complaints if not _is_noise(details))


def _is_noise(details: ErrorDetails) -> bool:
    """Tell complaints that only follow from others.

    Items that are wrong themselves do not count for pydantic, so it finds the list too short; of
    the two branches of ``seeds`` one always complains about the other's type.
    """
    kind, value = details["type"], details["input"]
    if kind == "too_short":
        return len(value) >= int(details["ctx"]["min_length"])
    if details["loc"][0] == "seeds" and len(details["loc"]) == 2:
        return kind == "tuple_type" or (kind == "int_type" and isinstance(value, list | tuple))
    return False


def _retell_one(details: ErrorDetails) -> Issue:
    kind, place = details["type"], locate(details["loc"], ExperimentSpec)
    if kind.startswith("union_tag"):
        return _retell_tag(place, details)
    value = "" if kind == "missing" else shorten(details["input"])
    return Issue(place.field, value, _explain(place, details))


def _retell_tag(place: Place, details: ErrorDetails) -> Issue:
    discriminator, known = tags(place.model, place.key)
    tag = details["ctx"].get("tag")
    field, choices = f"{place.field}.{discriminator}", ", ".join(known)
    if tag is None:
        return Issue(field, "", f"is required, one of: {choices}")
    return Issue(field, shorten(tag), f"must be one of: {choices}{suggest(tag, known)}")


def _explain(place: Place, details: ErrorDetails) -> str:
    kind, value = details["type"], details["input"]
    if kind == "extra_forbidden":
        known = list(place.model.model_fields)
        return (
            f"unknown key{suggest(place.key, known) or '; the keys here are ' + ', '.join(known)}"
        )
    if kind == "int_type" and place.field == "seeds":
        return _SEEDS
    if kind in _MAPPING_WANTED:
        return _explain_mapping(place)
    if kind not in _TEMPLATES:
        return details["msg"]
    message = _TEMPLATES[kind].format(**details.get("ctx", {}))
    if kind == "literal_error":
        message += suggest(value, re.findall(r"'([^']+)'", message))
    return message


def _explain_mapping(place: Place) -> str:
    discriminator, known = tags(place.model, place.key)
    if known:
        return f"must be a mapping, such as {{{discriminator}: {known[0]}}}"
    wanted = keys(place.model, place.key)
    return f"must be a mapping with the keys {', '.join(wanted)}" if wanted else _SCHEME
