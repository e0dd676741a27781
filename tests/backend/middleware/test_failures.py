"""A mistake of ours: one traceback in the log, a number for the user, nothing of its text."""

from __future__ import annotations

import logging

import pytest

from support.server import Server


def test_is_logged_once_and_answered_without_its_text(
    server: Server, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("the secret")

    monkeypatch.setattr(server.store, "list_experiments", fail)
    with caplog.at_level(logging.INFO):
        response = server.client.get("/api/experiments")
    problem = response.json()
    tracebacks = [record for record in caplog.records if record.exc_info]
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert "secret" not in response.text
    assert len(tracebacks) == 1
    reference = problem["detail"].rsplit(" ", 1)[-1].rstrip(".")
    assert len(reference) == 32
    assert reference in tracebacks[0].getMessage()
