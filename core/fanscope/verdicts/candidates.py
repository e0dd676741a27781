"""Schemes that suit a network, the most suitable first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from statistics import mode

from fanscope.activations import squared_gain
from fanscope.errors import SpecError
from fanscope.layout import AttentionNode, NetworkLayout, lay_out, walk
from fanscope.schemes import resolve
from fanscope.schemes.sites import find_sites, norms_in, residual_blocks
from fanscope.spec import NetworkSpec, SchemeChoice

_RECTIFIED = 1.5
"""Squared gain above which a function takes so much that Kaiming's 2 suits it better than Xavier's 1."""


@lru_cache(maxsize=64)
def better_schemes(network: NetworkSpec) -> tuple[SchemeChoice, ...]:
    """Return the choices that fit the network, one or more, the most suitable first.

    Reference: chang2020principled, Table 1 (hypernetworks); sitzmann2020implicit (sines); he2015delving and
    glorot2010understanding (by the activation); radford2019language (residual sums); mishkin2016all.
    """
    layout = lay_out(network)
    written = _of_hypernetworks(layout) if layout.hypernet is not None else _of_plain(layout)
    choices = [SchemeChoice.model_validate(each) for each in written]
    fitting = [choice for choice in choices if _fits(choice, layout)]
    return tuple(fitting) or (SchemeChoice(name="torch-default"),)


def _of_hypernetworks(layout: NetworkLayout) -> Iterator[object]:
    if _has_sines(layout):
        yield {"name": "bias-hyperinit", "of": "siren"}
    yield "hyperfan-in"
    yield "hyperfan-out"
    yield {"name": "bias-hyperinit", "of": _by_activation(layout)}


def _of_plain(layout: NetworkLayout) -> Iterator[object]:
    by_activation = _by_activation(layout)
    blocks = residual_blocks(layout)
    if _has_sines(layout):
        yield "siren"
    if blocks and not norms_in(blocks):
        yield {"name": "depth-scaled", "of": by_activation}
        yield "fixup"
    yield by_activation
    yield "orthogonal"
    yield "lsuv"


def _by_activation(layout: NetworkLayout) -> str:
    if any(isinstance(node, AttentionNode) for node in walk(layout.program)):
        return "lecun"
    fronts = [layer.fed_by for layer in layout.layers if layer.fed_by != "linear"]
    is_rectified = bool(fronts) and squared_gain(mode(fronts)) > _RECTIFIED
    return "kaiming" if is_rectified else "xavier"


def _has_sines(layout: NetworkLayout) -> bool:
    fronts = (site.front for site in find_sites(layout))
    return any(front is not None and front.activation == "sine" for front in fronts)


def _fits(choice: SchemeChoice, layout: NetworkLayout) -> bool:
    try:
        resolve(choice).assign(layout)
    except SpecError:
        return False
    return True
