"""Where a pydantic complaint points: the dotted field as the user wrote it, and the model around it.

Pydantic puts the tag of a discriminated union and the branch of a plain one into its locations
(``network.hypernetwork.main.mlp.widths``, ``seeds.tuple[...].1``); the user wrote neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

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
        """The last part of the path that is no place in a list."""
        words = [part for part in self.field.split(".") if not part.isdigit()]
        return words[-1] if words else ""


def locate(location: tuple[int | str, ...], root: type[BaseModel]) -> Place:
    """Return the place that a pydantic error location means, read from ``root`` on."""
    if not location:
        return Place("", root)
    head, rest = location[0], location[1:]
    info = root.model_fields.get(str(head))
    if info is None or not rest:
        return Place(_dotted(location), root)
    members, union = _members(info), _tagged_union(info)
    if union is not None:
        if union is not info:  # a list of tagged models: the place in the list comes before the tag
            head, rest = f"{head}.{rest[0]}", rest[1:]
            if not rest:
                return Place(head, root)
        tag, rest = rest[0], rest[1:]
        members = [member for member in members if tag in _tags_of(member, union)]
    elif _is_plain_union(info):
        rest = rest[1:]
    if len(members) != 1:
        return Place(_dotted((head, *rest)), root)
    inner = locate(rest, members[0])
    return Place(f"{head}.{inner.field}" if inner.field else str(head), inner.model)


def tags(model: type[BaseModel], field: str) -> tuple[str, list[str]]:
    """Return the discriminator of a union field and its values; ``("", [])`` for any other field."""
    info = model.model_fields.get(field)
    union = None if info is None else _tagged_union(info)
    if info is None or union is None:
        return "", []
    members = _members(info)
    return str(union.discriminator), [tag for member in members for tag in _tags_of(member, union)]


def keys(model: type[BaseModel], field: str) -> list[str]:
    """Return the keys of the mapping that a field holds; empty if it holds none."""
    info = model.model_fields.get(field)
    members = [] if info is None else _models_in(info.annotation)
    return list(members[0].model_fields) if len(members) == 1 else []


def _tagged_union(info: FieldInfo) -> FieldInfo | None:
    """Return what says by which key a field's models, or those of its list, are told apart."""
    if info.discriminator is not None:
        return info
    if get_origin(info.annotation) is not tuple:
        return None
    metadata = getattr(get_args(info.annotation)[0], "__metadata__", ())
    found = [each for each in metadata if isinstance(each, FieldInfo) and each.discriminator]
    return found[0] if found else None


def _members(info: FieldInfo) -> list[type[BaseModel]]:
    """Return the models that a field, or a list of tagged models, may hold."""
    is_list = _tagged_union(info) is not None and info.discriminator is None
    return _models_in(get_args(info.annotation)[0] if is_list else info.annotation)


def _is_plain_union(info: FieldInfo) -> bool:
    return info.discriminator is None and get_origin(info.annotation) in (Union, UnionType)


def _tags_of(member: type[BaseModel], info: FieldInfo) -> tuple[str, ...]:
    return get_args(member.model_fields[str(info.discriminator)].annotation)


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    if get_origin(annotation) in (Union, UnionType, Annotated):
        return [model for member in get_args(annotation) for model in _models_in(member)]
    return []


def _dotted(parts: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in parts)
