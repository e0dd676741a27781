"""Where a pydantic complaint points: the dotted field as the user wrote it, and the model around it.

Pydantic puts the tag of a discriminated union and the branch of a plain one into its locations
(``network.hypernetwork.main.widths``, ``seeds.tuple[...].1``); the user wrote neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a spec.

    Attributes:
        field: Dotted path, ``network.main.widths.2``.
        model: The innermost model around the last part of the path.
    """

    field: str
    model: type[BaseModel]

    @property
    def key(self) -> str:
        """The last part of the path."""
        return self.field.rpartition(".")[2]


def locate(location: tuple[int | str, ...], root: type[BaseModel]) -> Place:
    """Return the place that a pydantic error location means, read from ``root`` on."""
    if not location:
        return Place("", root)
    head, rest = location[0], location[1:]
    info = root.model_fields.get(str(head))
    if info is None or not rest:
        return Place(_dotted(location), root)
    members = _models_in(info.annotation)
    if info.discriminator is not None:
        tag, rest = rest[0], rest[1:]
        members = [member for member in members if tag in _tags_of(member, info)]
    elif _is_plain_union(info):
        rest = rest[1:]
    if len(members) != 1:
        return Place(_dotted((head, *rest)), root)
    inner = locate(rest, members[0])
    return Place(f"{head}.{inner.field}" if inner.field else str(head), inner.model)


def tags(model: type[BaseModel], field: str) -> tuple[str, list[str]]:
    """Return the discriminator of a union field and its values; ``("", [])`` for any other field."""
    info = model.model_fields.get(field)
    if info is None or info.discriminator is None:
        return "", []
    members = _models_in(info.annotation)
    return str(info.discriminator), [tag for member in members for tag in _tags_of(member, info)]


def keys(model: type[BaseModel], field: str) -> list[str]:
    """Return the keys of the mapping that a field holds; empty if it holds none."""
    info = model.model_fields.get(field)
    members = [] if info is None else _models_in(info.annotation)
    return list(members[0].model_fields) if len(members) == 1 else []


def _is_plain_union(info: FieldInfo) -> bool:
    return info.discriminator is None and get_origin(info.annotation) in (Union, UnionType)


def _tags_of(member: type[BaseModel], info: FieldInfo) -> tuple[str, ...]:
    return get_args(member.model_fields[str(info.discriminator)].annotation)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, UnionType):
        return [model for member in get_args(annotation) for model in _models_in(member)]
    return []


def _dotted(parts: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in parts)
