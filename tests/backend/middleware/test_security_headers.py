"""Every answer tells browsers to be careful, whatever its status."""

from __future__ import annotations

import pytest

from support.server import Server


@pytest.mark.parametrize("path", ["/", "/api/experiments", "/api/nope", "/api/experiments?limit=x"])
def test_are_on_every_answer(shared_server: Server, path: str) -> None:
    headers = shared_server.client.get(path).headers
    policy = dict(
        part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";")
    )
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self' 'unsafe-inline'"
    assert policy["frame-ancestors"] == "'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_are_on_refusals_too(shared_server: Server) -> None:
    response = shared_server.client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 403
    assert "content-security-policy" in response.headers
