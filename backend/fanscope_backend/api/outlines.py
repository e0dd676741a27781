"""Outlines: the nodes and shapes of a network, as far as they meet while it is being written."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from fanscope.layout import draft_outline
from fanscope_backend.api.models.prediction import Outline, OutlineNode
from fanscope_backend.api.models.problem import FieldError
from fanscope_backend.api.responses import problems
from fanscope_backend.api.spec_body import SPEC_BODY, UnfinishedSpecBody

router = APIRouter(prefix="/api", tags=["predictions"])


@router.post("/outlines", openapi_extra=SPEC_BODY, responses=problems(403, 413, 415, 422))
def outline(spec: UnfinishedSpecBody) -> Outline:
    """Return the main network node by node up to the first fault, whatever data and schemes it would meet."""
    draft = draft_outline(spec.network)
    issue = None if draft.fault is None else draft.fault.issues[0]
    return Outline(
        nodes=[OutlineNode.model_validate(node._asdict()) for node in draft.nodes],
        fault=None if issue is None else FieldError.model_validate(asdict(issue)),
    )
