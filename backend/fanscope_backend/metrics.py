"""Counters for Prometheus, one registry per application."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fanscope_backend.store import Store


class StoreCollector(Collector):
    """Asks the store at each scrape: how many experiments and frames there are."""

    def __init__(self, store: Store, *, num_streams: Callable[[], int]) -> None:
        """Ask nothing yet."""
        self._store = store
        self._num_streams = num_streams

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge per status, and the totals."""
        experiments = GaugeMetricFamily(
            "fanscope_experiments", "Experiments by status", labels=["status"]
        )
        for status, count in self._store.count_experiments().items():
            experiments.add_metric([status], count)
        yield experiments
        yield GaugeMetricFamily("fanscope_frames", "Frames stored", self._store.count_frames())
        yield GaugeMetricFamily(
            "fanscope_event_streams", "Event streams open in this process", self._num_streams()
        )

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: the store is not asked before the first scrape."""
        return iter(())


class RequestMetrics:
    """Counts requests and times them, by route and status."""

    def __init__(self, app: ASGIApp, *, registry: CollectorRegistry) -> None:
        """Wrap ``app``."""
        self._app = app
        self._seconds = Histogram(
            "fanscope_http_request_seconds",
            "Time until a response began",
            ["method", "route"],
            registry=registry,
        )
        self._count = Counter(
            "fanscope_http_requests",
            "Requests answered",
            ["method", "route", "status"],
            registry=registry,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", "other")
                method = scope["method"] if scope["method"] in _METHODS else "other"
                self._seconds.labels(method, route).observe(time.perf_counter() - started)
                self._count.labels(method, route, message["status"]).inc()
            await send(message)

        await self._app(scope, receive, send_and_count)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
