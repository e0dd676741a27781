"""Log files that a start does not delete: the last few are kept beside the new one."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

KEPT = 5


def set_aside(log: Path) -> None:
    """Rename ``x.log`` to ``x.log.1``, ``x.log.1`` to ``x.log.2`` and so on; the oldest of :data:`KEPT` goes."""
    names = [log, *(log.with_name(f"{log.name}.{age}") for age in range(1, KEPT + 1))]
    for newer, older in reversed([*pairwise(names)]):
        if newer.exists():
            newer.replace(older)
