"""The built dashboard, served from ``static/``; any path that is no file is a page of the dashboard."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

STATIC = Path(__file__).parent / "static"

_FOREVER = "public, max-age=31536000, immutable"
_COMPRESSIBLE = ("text/", "application/javascript", "application/json", "image/svg+xml")
_NOT_BUILT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Fanscope</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em }</style>
<h1>The dashboard is not built yet</h1>
<p>Run <code>make setup</code> in the project's folder, then reload this page.
The API works meanwhile: see <a href="/api/openapi.json">its description</a>.</p>
</html>
"""


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    packed: bytes | None
    media_type: str
    etag: str


def make_pages(folder: Path = STATIC) -> APIRouter:
    """Return the route that serves everything outside ``/api``."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/{path:path}", methods=["GET", "HEAD"])
    def get_page(path: str, request: Request) -> Response:
        if path == "api" or path.startswith("api/"):
            raise HTTPException(404, f"There is no /{path}.")
        file = _find(folder, path)
        if file is None and path.startswith("assets/"):
            raise HTTPException(404, f"There is no /{path}.")
        if file is None:
            file = _find(folder, "index.html")
        if file is None:
            return Response(_NOT_BUILT, 503, media_type="text/html; charset=utf-8")
        return _serve(file, request, is_asset=path.startswith("assets/"))

    return router


def _find(folder: Path, path: str) -> _File | None:
    """Return a file below ``folder``; never one outside, whatever the path says."""
    if "\0" in path:
        return None
    file = (folder / path).resolve()
    if not file.is_relative_to(folder.resolve()) or not file.is_file():
        return None
    return _read(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read(file: Path, _changed_ns: int) -> _File:
    body = file.read_bytes()
    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    packed = gzip.compress(body, 6, mtime=0) if media_type.startswith(_COMPRESSIBLE) else None
    return _File(body, packed, media_type, f'"{hashlib.sha256(body).hexdigest()[:32]}"')


def _serve(file: _File, request: Request, *, is_asset: bool) -> Response:
    headers = {
        "etag": file.etag,
        "cache-control": _FOREVER if is_asset else "no-cache",
        "vary": "Accept-Encoding",
    }
    if file.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    body = file.body
    if file.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["content-encoding"] = file.packed, "gzip"
    return Response(body, headers=headers, media_type=file.media_type)
