"""Calling the command line in this process."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from fanscope.cli import app

Fanscope = Callable[..., Result]


@pytest.fixture
def fanscope(monkeypatch: pytest.MonkeyPatch) -> Fanscope:
    """Return what runs ``fanscope ARGS...``, free of this machine's settings."""
    for name in ("SERVER", "TOKEN", "DATA", "DEVICE", "HOME", "PORT", "HOST", "THREADS"):
        monkeypatch.delenv(f"FANSCOPE_{name}", raising=False)

    def call(*arguments: str, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, arguments, input=stdin, prog_name="fanscope")

    return call
