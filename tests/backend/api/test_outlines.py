"""Outlines over HTTP: shapes of networks that are still being written."""

from __future__ import annotations

from typing import Any

from support.networks import Tree, conv, linear
from support.server import Server

URL = "/api/outlines"


def spec(*layers: Tree) -> dict[str, Any]:
    network = {"kind": "sequential", "input": [1, 8, 8], "layers": list(layers)}
    return {"name": "draft", "network": network, "data": {"name": "digits"}, "schemes": ["xavier"]}


def test_of_a_network_that_does_not_meet_its_data(shared_server: Server) -> None:
    body = shared_server.client.post(URL, json=spec(conv(4), {"op": "flatten"})).json()
    assert [node["output"] for node in body["nodes"]] == [[4, 8, 8], [256]]
    assert body["fault"] is None


def test_of_shapes_that_do_not_meet_end_at_the_fault(shared_server: Server) -> None:
    body = shared_server.client.post(URL, json=spec(conv(4), linear(10))).json()
    assert [node["name"] for node in body["nodes"]] == ["main.0"]
    assert body["fault"]["field"] == "network.layers.1"
    assert "[4, 8, 8]" in body["fault"]["message"]


def test_of_a_field_that_is_wrong_by_itself_are_refused(shared_server: Server) -> None:
    response = shared_server.client.post(URL, json=spec(conv(0)))
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "network.layers.0.channels"
