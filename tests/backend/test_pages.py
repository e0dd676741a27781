"""The built dashboard: assets that last, pages that do not, nothing outside its folder."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from fanscope_backend.api.problems import install_problem_handlers
from fanscope_backend.pages import make_pages

SCRIPT = "console.log('x');" * 200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>page</title>")
    (static / "assets" / "index-3fa9.js").write_text(SCRIPT)
    (static / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    return static


def ask(folder: Path, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    app = FastAPI()
    install_problem_handlers(app)
    app.include_router(make_pages(folder))

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, headers=headers)

    return asyncio.run(send())


@pytest.mark.parametrize("path", ["/", "/index.html", "/experiments/abc", "/new?preset=x"])
def test_every_page_is_the_same_document(folder: Path, path: str) -> None:
    response = ask(folder, path)
    assert response.status_code == 200
    assert "<title>page</title>" in response.text
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"


def test_assets_last_forever_and_travel_compressed(folder: Path) -> None:
    response = ask(folder, "/assets/index-3fa9.js", **{"accept-encoding": "gzip"})
    assert response.text == SCRIPT
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) < len(SCRIPT) / 4
    assert "immutable" in response.headers["cache-control"]
    plain = ask(folder, "/assets/index-3fa9.js", **{"accept-encoding": "identity"})
    assert plain.text == SCRIPT
    assert "content-encoding" not in plain.headers


def test_what_has_not_changed_is_not_sent_again(folder: Path) -> None:
    etag = ask(folder, "/").headers["etag"]
    assert ask(folder, "/", **{"if-none-match": etag}).status_code == 304
    (folder / "index.html").write_text("<!doctype html><title>newer page</title>")
    assert ask(folder, "/", **{"if-none-match": etag}).status_code == 200


def test_head_has_no_body(folder: Path) -> None:
    response = ask(folder, "/favicon.svg", "HEAD")
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["content-type"] == "image/svg+xml"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/%00"]
)
def test_nothing_outside_its_folder_is_served(folder: Path, path: str) -> None:
    assert "secret" not in ask(folder, path).text


def test_a_link_out_of_its_folder_is_not_followed(folder: Path) -> None:
    (folder / "link.txt").symlink_to(folder.parent / "secret.txt")
    assert "secret" not in ask(folder, "/link.txt").text


@pytest.mark.parametrize("path", ["/assets/old-1234.js", "/api", "/api/nope"])
def test_what_is_not_a_page_is_not_found(folder: Path, path: str) -> None:
    response = ask(folder, path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_says_what_to_do_while_it_is_not_built(tmp_path: Path) -> None:
    response = ask(tmp_path / "nothing", "/")
    assert response.status_code == 503
    assert "make setup" in response.text
