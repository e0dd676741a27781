"""Which schemes of the catalogue fit a network, and why the others do not."""

from __future__ import annotations

from fastapi import APIRouter

from fanscope import schemes
from fanscope.errors import SpecError
from fanscope.layout import NetworkLayout, lay_out
from fanscope.spec import SchemeChoice
from fanscope_backend.api.models.catalogue import SchemeFitting, SchemeFittingList
from fanscope_backend.api.responses import problems
from fanscope_backend.api.spec_body import SPEC_BODY, UnfinishedSpecBody

router = APIRouter(prefix="/api", tags=["catalogues"])


@router.post("/schemes/fitting", openapi_extra=SPEC_BODY, responses=problems(403, 413, 415, 422))
def list_fitting_schemes(spec: UnfinishedSpecBody) -> SchemeFittingList:
    """Return which schemes fit the network of a spec, whatever schemes and data it names."""
    layout = lay_out(spec.network)
    items = [
        SchemeFitting(name=info.name, reason=_why_not(info, layout)) for info in schemes.catalogue()
    ]
    return SchemeFittingList(items=items, next_cursor=None)


def _why_not(info: schemes.SchemeInfo, layout: NetworkLayout) -> str | None:
    """Return what a spec with the scheme's example parameters would be told; None where it fits."""
    examples = {parameter.name: parameter.example for parameter in info.parameters}
    try:
        choice = SchemeChoice.model_validate({"name": info.name, **examples})
        schemes.resolve(choice).assign(layout)
    except SpecError as error:
        return "; ".join(issue.message for issue in error.issues)
    return None
