"""Baselines as files: the numbers of a check, fit to be committed beside the code they belong to.

What drift is, is said by the rule ``baseline-drift``; a server stores the same numbers with its checks.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

import fanscope
from fanscope.errors import SpecError
from fanscope.verdicts import Baseline, Evidence


class BaselineFile(Baseline):
    """The numbers, and where they come from.

    Attributes:
        kind: What the document is, and its version.
        version: Of the Fanscope that measured.
        commit: Of the project that was checked, None where unknown.
    """

    kind: Literal["fanscope-baseline/1"]
    version: str
    commit: str | None = None


def read_baseline(path: Path) -> BaselineFile:
    """Return the baseline of a file.

    Raises:
        SpecError: There is no such file, or it is no baseline.
        OSError: It cannot be read.
    """
    if not path.is_file():
        message = "there is no such file; write one with --save-baseline"
        raise SpecError.at("--baseline", str(path), message)
    try:
        return BaselineFile.model_validate_json(path.read_bytes())
    except ValidationError as error:
        details = error.errors()[0]
        place = ".".join(str(part) for part in details["loc"])
        reason = f"{place + ': ' if place else ''}{details['msg']}"
        message = f"is no baseline ({reason}); write one with --save-baseline"
        raise SpecError.at("--baseline", str(path), message) from None


def write_baseline(evidence: Iterable[Evidence], path: Path, *, commit: str | None) -> None:
    """Write what was measured as indented JSON.

    Raises:
        OSError: The file cannot be written.
    """
    stored = BaselineFile(
        kind="fanscope-baseline/1",
        version=fanscope.__version__,
        commit=commit,
        schemes=Baseline.of(evidence).schemes,
    )
    path.write_text(stored.model_dump_json(indent=1) + "\n", encoding="utf-8")
