"""What the program says of its nodes."""

from __future__ import annotations

from typing import Any

from fanscope.layout import collect_branch_layers, lay_out
from fanscope.parsing import parse_spec

LINEAR = {"op": "linear", "features": 6}


def residual(*body: Any, shortcut: tuple[Any, ...] = ()) -> dict[str, Any]:
    return {"op": "residual", "body": list(body), "shortcut": list(shortcut)}


def test_branch_layers_are_those_a_sum_carries_the_signal_past() -> None:
    """A projection in a shortcut carries the signal itself, unless it is in a branch of the shortcut's own."""
    nested = residual(LINEAR, residual(LINEAR), shortcut=(LINEAR, residual(LINEAR)))
    network = {"kind": "sequential", "input": [6], "layers": [LINEAR, nested, LINEAR]}
    spec = parse_spec(
        {
            "network": network,
            "data": {"name": "gaussian", "features": 6, "classes": 6},
            "schemes": ["kaiming"],
        }
    )
    names = [layer.name for layer in collect_branch_layers(lay_out(spec.network).program)]
    assert names == ["main.1.body.0", "main.1.body.1.body.0", "main.1.shortcut.1.body.0"]
