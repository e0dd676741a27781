"""Hypernetworks of every kind over small networks, for tests."""

from __future__ import annotations

from typing import Any

from fanscope.spec import HypernetworkSpec, MlpSpec
from support.networks import small_networks

Tree = dict[str, Any]

CONDITIONINGS: dict[str, Tree] = {
    "learned": {"kind": "learned", "size": 6},
    "task": {"kind": "task", "tasks": 2, "size": 6},
    "noise": {"kind": "noise", "size": 6, "draws": 4, "kl": 1e-3},
    "given": {"kind": "given", "values": [0.5, -1.5]},
    "cosine": {"kind": "given", "values": [0.3], "encoding": "cosine"},
    "one-hot": {"kind": "one_hot"},
}
HEADS: dict[str, Tree] = {
    "per-tensor": {"kind": "per_tensor"},
    "no-offsets": {"kind": "per_tensor", "bias": False},
    "base": {"kind": "per_tensor", "base": True},
    "chunked": {"kind": "chunked", "size": 50, "embedding": 5},
    "low-rank": {"kind": "low_rank", "rank": 1},
    "factors-alone": {"kind": "low_rank", "rank": 1, "base": False},
}


def main_networks() -> dict[str, Tree]:
    """Return the small networks and a multilayer perceptron, over the digits, as users write them."""
    sequential = {name: n.model_dump(mode="json") for name, n in small_networks().items()}
    return {**sequential, "mlp": MlpSpec(widths=(64, 8, 10)).model_dump(mode="json")}


def hypernetwork(
    main: Tree | None = None,
    *,
    conditioning: str = "learned",
    heads: str = "per-tensor",
    generates: str = "all",
    **changes: Any,
) -> HypernetworkSpec:
    """Return a hypernetwork over ``main``, a small perceptron by default."""
    tree = {
        "main": main or {"kind": "mlp", "widths": [5, 4, 3]},
        "generates": generates,
        "conditioning": CONDITIONINGS[conditioning],
        "heads": HEADS[heads],
        **changes,
    }
    return HypernetworkSpec.model_validate(tree)
