"""Faults in a hypernetwork's spec: told at their field, with the way out."""

from __future__ import annotations

from typing import Any

import pytest

from fanscope.errors import SpecError
from fanscope.parsing import dump_yaml, parse_spec
from support.hypernetworks import CONDITIONINGS, HEADS, hypernetwork, main_networks

Tree = dict[str, Any]


def _tree(scheme: str = "hyperfan-in", **network: Any) -> Tree:
    main = {"kind": "mlp", "widths": [64, 8, 10]}
    whole = {"kind": "hypernetwork", "main": main, "generates": "weights", **network}
    return {"network": whole, "schemes": [scheme]}


@pytest.mark.parametrize(
    ("tree", "field", "message"),
    [
        (
            _tree(conditioning={"kind": "nose"}),
            "network.conditioning.kind",
            "did you mean noise?",
        ),
        (_tree(conditioning={"kind": "task"}), "network.conditioning.tasks", "is required"),
        (
            _tree(conditioning={"kind": "noise", "kl": 0.1}),
            "network.conditioning",
            "set draws: 4 or more, or kl: 0.0",
        ),
        (
            _tree(conditioning={"kind": "given", "values": [0.0, 0.0]}),
            "network.conditioning",
            "values that are all 0",
        ),
        (
            _tree(conditioning={"kind": "one_hot", "size": 3}),
            "network.conditioning.size",
            "unknown key",
        ),
        (_tree(heads={"kind": "chunked"}), "network.heads.size", "is required"),
        (
            _tree(heads={"kind": "chunked", "size": 593}),
            "network.heads.size",
            "larger than all 592 generated values",
        ),
        (
            _tree(heads={"kind": "low_rank", "rank": 9}),
            "network.heads.rank",
            "main.0.weight is a 8x64 matrix, whose rank is at most 8",
        ),
        (
            _tree(heads={"kind": "chunk", "size": 5}),
            "network.heads.kind",
            "did you mean chunked?",
        ),
        (
            _tree(
                main={"kind": "mlp", "widths": [64, 1, 10]},
                conditioning={"kind": "given", "values": [3.0]},
                heads={"kind": "chunked", "size": 10, "embedding": 3},
                trunk={"widths": [5], "activation": "tanh"},
            ),
            "schemes.0",
            "use network.trunk.activation: relu",
        ),
    ],
)
def test_fault(tree: Tree, field: str, message: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_spec(tree)
    complaints = {issue.field: issue.message for issue in caught.value.issues}
    assert list(complaints) == [field]
    assert message in complaints[field]


@pytest.mark.parametrize("conditioning", CONDITIONINGS)
@pytest.mark.parametrize("heads", HEADS)
def test_what_is_right_comes_back_from_yaml(heads: str, conditioning: str) -> None:
    network = hypernetwork(main_networks()["mlp"], heads=heads, conditioning=conditioning)
    spec = parse_spec({"network": network.model_dump(mode="json"), "schemes": ["xavier"]})
    assert parse_spec(dump_yaml(spec)) == spec
    assert spec.network == network
