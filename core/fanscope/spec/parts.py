"""What a network can be built of, as data: every kind of layer, conditioning and head with its fields.

Read off the spec's own models, so that a new kind shows itself wherever networks are built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import JsonValue

from fanscope.spec.network import HypernetworkSpec

FieldKind = Literal["whole", "number", "flag", "choice", "wholes", "numbers", "layers"]
_Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PartField:
    """A field of a part.

    Attributes:
        name: Its key.
        kind: A ``whole`` or other ``number``, a ``flag``, one of ``choices``, a list of ``wholes``, ``numbers`` or ``layers``.
        choices: The words it takes; a number may take one too, as ``padding: same``.
        required: Whether it must be written.
        default: What holds where it is not; null for none.
    """

    name: str
    kind: FieldKind
    choices: tuple[str, ...]
    required: bool
    default: JsonValue


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of layer, conditioning or head.

    Attributes:
        kind: Its ``op`` or ``kind``.
        summary: What it does.
        fields: What it takes besides, in the order in which it is written.
    """

    kind: str
    summary: str
    fields: tuple[PartField, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """All parts.

    Attributes:
        layers: What a ``sequential`` network is a list of.
        activations: The functions that a multilayer perceptron can have.
        generates: What a hypernetwork can generate.
        conditionings: What its trunk can read.
        trunk: Its hidden layers.
        heads: What makes tensors of the trunk's output.
    """

    layers: tuple[Part, ...]
    activations: tuple[str, ...]
    generates: tuple[str, ...]
    conditionings: tuple[Part, ...]
    trunk: Part
    heads: tuple[Part, ...]


@cache
def parts() -> Parts:
    """Return everything that a network can be built of, in the order of the spec's models."""
    schema = HypernetworkSpec.model_json_schema()
    known: _Schema = schema["$defs"]
    hyper, layers = schema["properties"], known["SequentialSpec"]["properties"]["layers"]
    return Parts(
        layers=_read_union(layers["items"], known, "op"),
        activations=_words(known["MlpSpec"]["properties"]["activation"]),
        generates=_words(hyper["generates"]),
        conditionings=_read_union(hyper["conditioning"], known, "kind"),
        trunk=_read_part("trunk", known["TrunkSpec"], "kind"),
        heads=_read_union(hyper["heads"], known, "kind"),
    )


def _read_union(union: _Schema, known: _Schema, tag: str) -> tuple[Part, ...]:
    models = [known[name] for name in _references(union)]
    return tuple(_read_part(model["properties"][tag]["const"], model, tag) for model in models)


def _references(union: _Schema) -> Iterator[str]:
    for member in union.get("oneOf") or union.get("anyOf") or [union]:
        yield member["$ref"].rpartition("/")[2]


def _read_part(kind: str, model: _Schema, tag: str) -> Part:
    required = model.get("required", ())
    return Part(
        kind=kind,
        summary=model["description"].split("\n\n")[0].replace("``", ""),
        fields=tuple(
            _read_field(name, field, required=name in required)
            for name, field in model["properties"].items()
            if name != tag
        ),
    )


def _read_field(name: str, field: _Schema, *, required: bool) -> PartField:
    return PartField(name, _kind_of(field), _words(field), required, field.get("default"))


_LISTS: Mapping[str | None, FieldKind] = {"integer": "wholes", "number": "numbers"}
_KINDS: Mapping[str, FieldKind] = {"integer": "whole", "number": "number", "boolean": "flag"}


def _kind_of(field: _Schema) -> FieldKind:
    kinds = [member.get("type") for member in field.get("anyOf", [field])]
    for kind in kinds:
        if kind in _KINDS:
            return _KINDS[kind]
    if "array" not in kinds:
        return "choice"
    return _LISTS.get(field["items"].get("type"), "layers")


def _words(field: _Schema) -> tuple[str, ...]:
    members = field.get("anyOf", [field])
    words = (member.get("enum") or [member.get("const")] for member in members)
    return tuple(word for group in words for word in group if word is not None)
