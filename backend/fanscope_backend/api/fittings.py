"""Which schemes of the catalogue fit a network, and why the others do not."""

from __future__ import annotations

from fastapi import APIRouter

from fanscope.layout import lay_out
from fanscope.schemes import list_fitting
from fanscope_backend.api.models.catalogue import SchemeFitting, SchemeFittingList
from fanscope_backend.api.responses import problems
from fanscope_backend.api.spec_body import SPEC_BODY, UnfinishedSpecBody

router = APIRouter(prefix="/api", tags=["catalogues"])


@router.post("/schemes/fitting", openapi_extra=SPEC_BODY, responses=problems(403, 413, 415, 422))
def list_fitting_schemes(spec: UnfinishedSpecBody) -> SchemeFittingList:
    """Return which schemes fit the network of a spec, those first, whatever schemes and data it names."""
    items = [
        SchemeFitting(name=fit.info.name, reason=fit.why_not)
        for fit in list_fitting(lay_out(spec.network))
    ]
    return SchemeFittingList(items=items, next_cursor=None)
