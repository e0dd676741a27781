"""Which schemes fit a network: those that a spec over it may name."""

from __future__ import annotations

from typing import Any

import pytest

from fanscope.errors import SpecError
from fanscope.parsing import parse_spec
from fanscope.schemes import catalogue
from support.networks import conv, linear
from support.server import Server

PLAIN = {"kind": "mlp", "widths": [64, 32, 10]}
LAYERS = [conv(4), {"op": "flatten"}, linear(10)]
NETWORKS = {
    "mlp": PLAIN,
    "sequential": {"kind": "sequential", "input": [1, 8, 8], "layers": LAYERS},
    "hypernetwork": {"kind": "hypernetwork", "main": PLAIN},
}


def spec(network: Any, *schemes: Any) -> dict[str, Any]:
    data = {"name": "digits"}
    return {"name": "fit", "network": network, "data": data, "schemes": list(schemes)}


@pytest.mark.parametrize("kind", NETWORKS)
def test_the_reason_is_what_a_spec_with_the_scheme_is_told(
    shared_server: Server, kind: str
) -> None:
    body = spec(NETWORKS[kind], "xavier")
    items = shared_server.client.post("/api/schemes/fitting", json=body).json()["items"]
    assert [item["reason"] is None for item in items] == sorted(
        (item["reason"] is None for item in items), reverse=True
    )
    infos = {info.name: info for info in catalogue()}
    assert sorted(infos) == sorted(item["name"] for item in items)
    for item in items:
        info = infos[item["name"]]
        choice = {"name": info.name, **{each.name: each.example for each in info.parameters}}
        if item["reason"] is None:
            parse_spec(spec(NETWORKS[kind], choice))
            continue
        with pytest.raises(SpecError) as caught:
            parse_spec(spec(NETWORKS[kind], choice))
        assert caught.value.issues[0].message == item["reason"]


def test_schemes_and_data_of_the_spec_do_not_matter(shared_server: Server) -> None:
    body = {**spec(PLAIN, "hyperfan-in"), "data": {"name": "mnist"}}
    items = shared_server.client.post("/api/schemes/fitting", json=body).json()["items"]
    reasons = {item["name"]: item["reason"] for item in items}
    assert reasons["xavier"] is None
    assert "hypernetwork" in reasons["hyperfan-in"]
