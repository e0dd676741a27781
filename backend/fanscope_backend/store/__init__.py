"""The store: the only place that speaks SQLAlchemy.

One method is one transaction; what comes back are frozen records.
"""

from __future__ import annotations

from fanscope_backend.store.checks import CheckEnding
from fanscope_backend.store.experiments import Accepted
from fanscope_backend.store.listing import Page
from fanscope_backend.store.log import finite_or_none
from fanscope_backend.store.migrate import migrate
from fanscope_backend.store.orders import CheckOrder
from fanscope_backend.store.projects import PastCheck, ProjectPage, ProjectRecord
from fanscope_backend.store.records import (
    ENDED,
    LANES,
    CheckRecord,
    EventRecord,
    ExperimentRecord,
    Lane,
    Lease,
    LeaseLost,
    RunRecord,
    RunTask,
)
from fanscope_backend.store.results import predictions_of
from fanscope_backend.store.store import Store, open_store

__all__ = [
    "ENDED",
    "LANES",
    "Accepted",
    "CheckEnding",
    "CheckOrder",
    "CheckRecord",
    "EventRecord",
    "ExperimentRecord",
    "Lane",
    "Lease",
    "LeaseLost",
    "Page",
    "PastCheck",
    "ProjectPage",
    "ProjectRecord",
    "RunRecord",
    "RunTask",
    "Store",
    "finite_or_none",
    "migrate",
    "open_store",
    "predictions_of",
]
