"""A spec as YAML that people like to read and edit."""

from __future__ import annotations

from typing import Any

import yaml

from fanscope.parsing.yaml_reader import CORE_SCHEMA
from fanscope.spec import ExperimentSpec


class _Dumper(yaml.SafeDumper):
    """Writes lists of plain values, and mappings without a mapping inside, on one line.

    A list of mappings, as of layers, has a line for each.

    Text that either YAML 1.1 or YAML 1.2 would read as something else is put in quotes.
    """


def dump_yaml(spec: ExperimentSpec) -> str:
    """Return the spec as YAML, defaults written out; ``parse_spec`` gives the same spec back."""
    return yaml.dump(
        spec.model_dump(mode="json"),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )


def _represent_list(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.Node:
    return dumper.represent_sequence(
        "tag:yaml.org,2002:seq", items, flow_style=not _is_nested(items)
    )


def _represent_mapping(dumper: yaml.SafeDumper, mapping: dict[str, Any]) -> yaml.Node:
    is_flat = not any(isinstance(value, dict) or _is_nested(value) for value in mapping.values())
    return dumper.represent_mapping("tag:yaml.org,2002:map", mapping, flow_style=is_flat)


def _is_nested(value: object) -> bool:
    """Tell a list of mappings alone."""
    return isinstance(value, list) and value != [] and all(isinstance(item, dict) for item in value)


_Dumper.add_representer(list, _represent_list)
_Dumper.add_representer(dict, _represent_mapping)
for _tag, _pattern, _first in CORE_SCHEMA:
    _Dumper.add_implicit_resolver(_tag, _pattern, _first)
