"""Settings as outsiders write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from fanscope.estimates import Limits
from fanscope_backend.settings import Settings


def test_defaults_are_the_embedded_server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    settings = Settings()
    assert settings.home == tmp_path / ".local/share/fanscope"
    assert settings.database == f"sqlite:///{settings.home}/fanscope.sqlite"
    assert settings.data_dir == settings.home / "data"
    assert (settings.redis, settings.host) == (None, "127.0.0.1")
    assert settings.limits == Limits()


def test_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment = {
        "HOME": str(tmp_path),
        "DATA": str(tmp_path / "sets"),
        "REDIS_URL": "redis://:pw@host/0",
        "ALLOWED_HOSTS": "a.example, b.example",
        "MAX_RUNS": "7",
        "OFFLINE": "1",
    }
    for name, value in environment.items():
        monkeypatch.setenv(f"FANSCOPE_{name}", value)
    settings = Settings()
    assert settings.home == tmp_path
    assert settings.data_dir == tmp_path / "sets"
    assert settings.redis == "redis://:pw@host/0"
    assert settings.allowed_hosts == ("a.example", "b.example")
    assert settings.limits == Limits(max_runs=7)
    assert settings.offline


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_name_the_driver_that_is_installed(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    monkeypatch.setenv("FANSCOPE_DATABASE_URL", f"{scheme}://u:pw@host/db")
    assert Settings().database == "postgresql+psycopg://u:pw@host/db"


def test_never_show_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANSCOPE_DATABASE_URL", "postgresql://u:hunter2@host/db")
    monkeypatch.setenv("FANSCOPE_REDIS_URL", "redis://:hunter2@host/0")
    assert "hunter2" not in repr(Settings())


def test_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        setattr(Settings(), "port", 1)  # noqa: B010 - the type checker refuses it too
