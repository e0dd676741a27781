"""Opaque ids that sort by the time of their making (RFC 9562, UUID version 7)."""

from __future__ import annotations

import re
import secrets
import time

from fanscope.errors import NotFoundError

ID_PATTERN = r"^[0-9a-f]{32}$"
_SHAPE = re.compile(ID_PATTERN)


def new_id() -> str:
    """Return 32 hexadecimal digits: 48 bits of milliseconds, then 74 random bits and the version."""
    milliseconds = time.time_ns() // 1_000_000 & (1 << 48) - 1
    high, low = secrets.randbits(12), secrets.randbits(62)
    return f"{milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low:032x}"


def is_id(text: str) -> bool:
    """Return whether a text can be an id."""
    return _SHAPE.fullmatch(text) is not None


def require_id(text: str, *, noun: str) -> str:
    """Return ``text`` if it can be an id.

    Raises:
        NotFoundError: It cannot, so nothing has it; the database is not asked.
    """
    if not is_id(text):
        raise NotFoundError(f"there is no {noun} {text[:80]!r}")
    return text
