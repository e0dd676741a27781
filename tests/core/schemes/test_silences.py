"""Which layers schemes start at zero on purpose: by what they assign, not by their names."""

from __future__ import annotations

from typing import Any

import pytest

from fanscope.layout import lay_out
from fanscope.parsing import parse_fields
from fanscope.schemes import resolve
from fanscope.spec import SchemeChoice

LINEAR, RELU = {"op": "linear", "features": 8}, {"op": "activation", "name": "relu"}


def _residual(*, learned: bool) -> dict[str, Any]:
    block = {"op": "residual", "body": [LINEAR, RELU, LINEAR], "learned_multiplier": learned}
    layers = [LINEAR, block, block, {"op": "linear", "features": 10}]
    return {"kind": "sequential", "input": [64], "layers": layers}


MLP = {"kind": "mlp", "widths": [64, 8, 8, 10]}
ENDS = {"main.1.body.2", "main.2.body.2"}


def _hyper(main: dict[str, Any], **others: Any) -> dict[str, Any]:
    return {"kind": "hypernetwork", "main": main, **others}


@pytest.mark.parametrize(
    ("network", "scheme", "silent"),
    [
        (_residual(learned=False), "fixup", {*ENDS, "main.3"}),
        (_residual(learned=False), "zero", ENDS),
        (_residual(learned=False), "kaiming", set()),
        (_residual(learned=False), {"name": "scaled", "of": "fixup", "factor": 3}, {*ENDS, "main.3"}),
        (_residual(learned=False), {"name": "scaled", "of": "fixup", "factor": 0}, set()),
        (_residual(learned=False), {"name": "depth-scaled", "of": "zeros"}, set()),
        (_residual(learned=True), "skipinit", ENDS),
        (MLP, "mup", {"main.2"}),
        (MLP, "zeros", set()),
        (MLP, {"name": "constant", "value": 0}, set()),
        (MLP, "zero", set()),
        (_hyper(MLP), "zeros", set()),
        (_hyper(MLP), {"name": "bias-hyperinit", "of": "zeros"}, set()),
        (_hyper(MLP), {"name": "bias-hyperinit", "of": "mup"}, {"main.2"}),
        (_hyper(MLP), {"name": "bias-hyperinit", "of": "kaiming"}, set()),
        (_hyper(MLP, heads={"kind": "low_rank", "rank": 2}), "hyperfan-in", set()),
        (_hyper(MLP, heads={"kind": "chunked", "size": 50}), "zeros", set()),
    ],
)  # fmt: skip
def test_silences(network: dict[str, Any], scheme: object, silent: set[str]) -> None:
    layout = lay_out(parse_fields({"network": network, "schemes": [scheme]}).network)
    choice = SchemeChoice.model_validate(scheme)
    assert resolve(choice).silences(layout) == silent
