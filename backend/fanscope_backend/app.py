"""The web application: settings, store and queue in, ASGI out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.routing import APIRoute
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from fanscope import __version__
from fanscope_backend.api import (
    catalogues,
    checks,
    events,
    experiments,
    exports,
    figures,
    fittings,
    health,
    outlines,
    predictions,
    projects,
    rules,
    runs,
)
from fanscope_backend.api.parameters import refuse_unknown_parameters
from fanscope_backend.api.problems import install_problem_handlers
from fanscope_backend.dispatch import Dispatcher, Queue
from fanscope_backend.live import Doorbell
from fanscope_backend.metrics import RequestMetrics, StoreCollector
from fanscope_backend.middleware.body_limit import BodyLimit
from fanscope_backend.middleware.failures import Failures
from fanscope_backend.middleware.origin_guard import OriginGuard
from fanscope_backend.middleware.security_headers import SecurityHeaders
from fanscope_backend.openapi import describe_api
from fanscope_backend.pages import make_pages
from fanscope_backend.settings import Settings
from fanscope_backend.store import Store, open_store

GZIP_LEVEL = 1  # figures are mostly base64: higher levels cost milliseconds and save little
_ROUTERS = (
    experiments,
    checks,
    projects,
    events,
    figures,
    exports,
    runs,
    predictions,
    outlines,
    catalogues,
    rules,
    fittings,
    health,
)


def create_app(
    settings: Settings, store: Store | None = None, queue: Queue | None = None
) -> FastAPI:
    """Return the application.

    Args:
        settings: Everything that differs between installations.
        store: In place of the settings' own; the database must have been migrated.
        queue: In place of the settings' own.
    """
    store = store or open_store(settings)
    app = FastAPI(
        title="Fanscope",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        generate_unique_id_function=_operation_id,
    )
    app.state.settings = settings
    app.state.store = store
    app.state.dispatcher = Dispatcher(
        store, lambda: queue or _open_queue(settings), interval_s=settings.reap_s
    )
    app.state.doorbell = Doorbell(store, poll_s=settings.poll_s, redis_url=settings.redis)
    install_problem_handlers(app)
    for module in _ROUTERS:
        app.include_router(module.router, dependencies=[Depends(refuse_unknown_parameters)])
    _add_middleware(app, settings)
    app.include_router(make_pages())
    describe_api(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.dispatcher.start()
    app.state.doorbell.start()
    try:
        yield
    finally:
        await app.state.doorbell.stop()
        app.state.dispatcher.stop()
        app.state.store.close()


def _add_middleware(app: FastAPI, settings: Settings) -> None:
    """Wrap the application; what is added last sees a request first."""
    registry = CollectorRegistry()
    registry.register(
        StoreCollector(app.state.store, num_streams=lambda: app.state.doorbell.num_watches)
    )

    @app.get("/metrics", include_in_schema=False)
    def get_metrics() -> Response:
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(OriginGuard, allowed_hosts=(*settings.allowed_hosts, settings.host))
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=GZIP_LEVEL)
    app.add_middleware(Failures)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(RequestMetrics, registry=registry)


def _open_queue(settings: Settings) -> Queue:
    """Return Celery's queue."""
    from fanscope_backend.queue import JobQueue

    return JobQueue(settings)


def _operation_id(route: APIRoute) -> str:
    first, *rest = route.name.split("_")
    return first + "".join(word.capitalize() for word in rest)
