"""The backend's commands: settings in, exit code out."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson

from fanscope_backend import store
from fanscope_backend.settings import Settings
from fanscope_backend.store import Lane

logger = logging.getLogger(__name__)


def serve(settings: Settings) -> int:
    """Serve the API and the dashboard until told to stop."""
    from fanscope_backend.server import run_server

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if settings.database_url is None:
        store.migrate(settings)
    return run_server(settings)


def migrate(settings: Settings) -> int:
    """Bring the database to the current tables."""
    store.migrate(settings)
    return 0


def print_openapi(settings: Settings) -> int:
    """Write the OpenAPI document to standard output; needs no server and no database."""
    from fanscope_backend.app import create_app

    with TemporaryDirectory() as folder:
        app = create_app(settings.model_copy(update={"home": Path(folder)}), queue=_NoQueue())
        document = orjson.dumps(app.openapi(), option=orjson.OPT_INDENT_2)
    sys.stdout.buffer.write(document + b"\n")
    return 0


class _NoQueue:
    def enqueue(self, job_id: str, lane: Lane) -> None:
        """Forget the job."""
