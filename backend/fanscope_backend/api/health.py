"""Probes for whoever keeps the server running."""

from __future__ import annotations

import logging
from typing import Literal

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from fanscope_backend.api.dependencies import StoreDep
from fanscope_backend.api.responses import problems

router = APIRouter(prefix="/api/health", tags=["health"])
logger = logging.getLogger(__name__)


class Health(BaseModel):
    """The server's word on itself."""

    status: Literal["ok"]


@router.get("/live", responses=problems(403))
async def get_liveness() -> Health:
    """Say that the process answers."""
    return Health(status="ok")


@router.get("/ready", responses=problems(403, 503))
def get_readiness(store: StoreDep) -> Health:
    """Say that the database answers and has its tables."""
    try:
        store.ping()
    except Exception as error:
        logger.warning("not ready: %s", error)
        raise HTTPException(503, "The database does not answer or lacks its tables.") from error
    return Health(status="ok")
