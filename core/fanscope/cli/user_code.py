"""Calling a user's own code in this process: ``package.module:callable``.

What it prints goes to stderr, because stdout may hold a document. The working folder is searched for modules first,
as ``python -m`` does.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import Any

from fanscope.errors import SpecError

LONGEST = 200
"""Characters of a stranger's error message that are shown."""


@contextmanager
def in_the_working_folder() -> Iterator[None]:
    """Let modules of the working folder be imported, and keep stdout free of what they print.

    Raises:
        SpecError: The code ended the process.
    """
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.insert(0, here)
    try:
        with redirect_stdout(sys.stderr):
            yield
    except SystemExit as error:
        message = "it ended the process (SystemExit); keep that behind `if __name__ == '__main__':`"
        raise SpecError.at("TARGET", "", message) from error


def call(function: Callable[[], Any], reference: str, field: str) -> Any:
    """Return what a user's function returns.

    Raises:
        SpecError: It raises; the field is the option's.
    """
    try:
        return function()
    except Exception as error:
        message = f"raised {_describe(error)}; --debug shows where"
        raise SpecError.at(field, reference, message) from error


def _describe(error: Exception) -> str:
    words = " ".join(str(error).split())
    shown = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    return f"{type(error).__name__}{': ' + shown if shown else ''}"
