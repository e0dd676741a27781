"""Only pages of this server may talk to it: DNS rebinding and drive-by requests are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.server import Server, run_app
from support.specs import TINY

URL = "/api/experiments"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1", 200),
        ("127.0.0.1:8000", 200),
        ("localhost:1", 200),
        ("LOCALHOST", 200),
        ("[::1]:8000", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("evil.example:8000", 403),
        ("[::1", 403),
        ("", 403),
        ("127.0.0.1@evil.example", 403),
    ],
)
def test_only_loopback_names_are_answered(shared_server: Server, host: str, status: int) -> None:
    for path in (URL, "/", "/api/health/live"):
        response = shared_server.client.get(path, headers={"host": host})
        assert (response.status_code == 403) == (status == 403)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize(("method", "path"), [("POST", URL), ("DELETE", f"{URL}/x")])
def test_foreign_pages_change_nothing(
    shared_server: Server, headers: dict[str, str], method: str, path: str
) -> None:
    response = shared_server.client.request(method, path, headers=headers, json=TINY)
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert shared_server.client.get(URL).json()["items"] == []


def test_own_pages_may(server: Server) -> None:
    origin = str(server.client.base_url).rstrip("/")
    headers = {"origin": origin, "sec-fetch-site": "same-origin"}
    assert server.client.post(URL, json=TINY, headers=headers).status_code == 201


def test_further_names_are_a_setting(tmp_path: Path) -> None:
    with run_app(tmp_path, allowed_hosts=("fanscope.example",)) as server:
        for host, status in (("fanscope.example:80", 200), ("other.example", 403)):
            assert server.client.get(URL, headers={"host": host}).status_code == status
