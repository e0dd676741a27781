"""On which line of a spec file each scheme stands, so that a finding can be shown beside it."""

from __future__ import annotations

from collections.abc import Sequence

import yaml


def lines_of_schemes(text: str, labels: Sequence[str]) -> dict[str, int]:
    """Return the line of each scheme, counted from 1; nothing for a text that is no list of so many schemes.

    Args:
        text: The spec as the user wrote it, YAML or JSON.
        labels: Of its schemes, in order.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return {}
    if not isinstance(root, yaml.MappingNode):
        return {}
    found = next((value for key, value in root.value if key.value == "schemes"), None)
    if not isinstance(found, yaml.SequenceNode) or len(found.value) != len(labels):
        return {}
    return {
        label: node.start_mark.line + 1 for label, node in zip(labels, found.value, strict=True)
    }
