"""Errors on the wire (RFC 9457)."""

from __future__ import annotations

from pydantic import BaseModel


class FieldError(BaseModel):
    """One thing that is wrong with what was sent.

    Attributes:
        field: Dotted path, e.g. ``network.main.widths.2``; empty for the whole.
        value: What was sent, shortened.
        message: What is wrong, and the way out.
    """

    field: str
    value: str
    message: str


class Problem(BaseModel):
    """A problem, as ``application/problem+json``.

    Attributes:
        type: Name of the kind of problem, a URN.
        title: The kind of problem in words.
        status: The HTTP status.
        detail: What happened this time.
        errors: What is wrong, field by field; empty where no field is at fault.
    """

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError]
