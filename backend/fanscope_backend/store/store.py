"""The store as others see it: every aggregate's methods on one object."""

from __future__ import annotations

from sqlalchemy import select

from fanscope_backend.settings import Settings
from fanscope_backend.store.checks import Checks
from fanscope_backend.store.engine import open_engine
from fanscope_backend.store.experiments import Experiments
from fanscope_backend.store.jobs import Jobs
from fanscope_backend.store.log import Log
from fanscope_backend.store.migrate import make_database_folder
from fanscope_backend.store.projects import Projects
from fanscope_backend.store.results import Results
from fanscope_backend.store.ring import ring_over
from fanscope_backend.store.runs import Runs
from fanscope_backend.store.session import Clock, Ring, Transactions, utc_now
from fanscope_backend.store.tables import Experiment


class Store(Experiments, Checks, Projects, Jobs, Runs, Log, Results):
    """Experiments and checks, their jobs, runs, frames and events; safe to use from many threads."""

    def __init__(self, transactions: Transactions, *, max_cached_bytes: int = 512 * 2**20) -> None:
        """Keep the way to the database and memory for decoded frames."""
        Results.__init__(self, transactions, max_cached_bytes=max_cached_bytes)

    def ping(self) -> None:
        """Ask the database for the tables; any error means that it is not ready."""
        with self._transactions.read() as session:
            session.execute(select(Experiment.id).limit(1))

    def close(self) -> None:
        """Close all connections."""
        self._transactions.engine.dispose()


def open_store(settings: Settings, *, clock: Clock = utc_now, ring: Ring | None = None) -> Store:
    """Return the store of these settings; the database must have been migrated.

    Args:
        settings: Where the database is; with Redis, commits ring there.
        clock: Tells the time.
        ring: Called after commits in place of Redis.
    """
    make_database_folder(settings)
    engine = open_engine(settings.database)
    if ring is None and settings.redis is not None:
        ring = ring_over(settings.redis)
    transactions = Transactions(engine, clock=clock, ring=ring)
    return Store(transactions, max_cached_bytes=settings.max_cached_bytes)
