"""A web server on this machine that downloads are tested against."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

NOBODY_LISTENS = "http://127.0.0.1:9/"


class Handler(BaseHTTPRequestHandler):
    """Serves files from memory; announces more than it sends where it is told to break off."""

    def __init__(self, *args: object, files: dict[str, bytes], breaks_off: bool) -> None:
        self.files = files
        self.breaks_off = breaks_off
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        content = self.files.get(self.path.removeprefix("/"))
        if content is None:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2] if self.breaks_off else content)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve(files: dict[str, bytes], *, breaks_off: bool = False) -> Iterator[str]:
    handler = partial(Handler, files=files, breaks_off=breaks_off)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
