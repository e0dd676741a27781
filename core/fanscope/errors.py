"""Every error Fanscope raises on purpose.

FanscopeError
├── SpecError        what the user wrote is wrong; carries one Issue per field
│   └── LimitError   well formed, but larger than this installation allows
├── DataError        a data set is missing, damaged or cannot be downloaded
├── CodecError       stored bytes that this version cannot read
├── ModuleError      a module of the user's own, or its factory, cannot be diagnosed
├── NotFoundError    no such experiment, run, figure, ...
└── ConflictError    the request does not fit the state the thing is in

The errors know nothing of HTTP or exit codes; the backend and the command line
map them, each in one table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class FanscopeError(Exception):
    """Base of every error that Fanscope raises on purpose."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong with a spec.

    Attributes:
        field: Dotted path of the field, e.g. ``network.main.widths.2``; empty for the whole spec.
        value: The offending value as the user wrote it, shortened for display.
        message: What is wrong and the way out, one sentence.
    """

    field: str
    value: str
    message: str

    def __str__(self) -> str:
        """Return ``field: message (got value)`` on one line."""
        place = self.field or "spec"
        got = f" (got {self.value})" if self.value else ""
        return f"{place}: {self.message}{got}"


class SpecError(FanscopeError):
    """What the user wrote is wrong, field by field."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        """Keep the issues; the message is one line per issue."""
        self.issues = tuple(issues)
        super().__init__("\n".join(str(issue) for issue in self.issues))

    @classmethod
    def at(cls, field: str, value: object, message: str) -> SpecError:
        """Return an error about one field."""
        return cls([Issue(field, shorten(value), message)])


class LimitError(SpecError):
    """The spec is well formed but larger than this installation allows."""


class DataError(FanscopeError):
    """A data set is missing, damaged or cannot be downloaded."""


class CodecError(FanscopeError):
    """Stored bytes that this version of Fanscope cannot read."""


class ModuleError(FanscopeError):
    """A module of the user's own, its factory, its batch or its loss cannot be diagnosed; one line with the way out."""


class NotFoundError(FanscopeError):
    """The thing asked for does not exist."""


class ConflictError(FanscopeError):
    """The request does not fit the state that the thing is in."""


def shorten(value: object, *, width: int = 80) -> str:
    """Return ``repr(value)``, cut to ``width`` characters, for error messages."""
    text = repr(value)
    return text if len(text) <= width else text[: width - 1] + "…"
