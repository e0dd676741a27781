"""Predictions over HTTP say what the core says."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from fanscope.parsing import dump_yaml, parse_spec
from fanscope.presets import presets
from fanscope.theory import prediction_json
from support.server import Server
from support.specs import TINY, tiny_spec

URL = "/api/predictions"


def test_are_those_of_the_core(shared_server: Server) -> None:
    response = shared_server.client.post(URL, json=TINY)
    body = response.json()
    expected = prediction_json(tiny_spec())
    assert response.status_code == 200
    assert {key: body[key] for key in expected} == expected
    assert parse_spec(body["spec"]) == tiny_spec()
    assert body["estimate"]["runs"] == 4
    assert body["figure"] is None
    assert body["warnings"] == []


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)
def test_of_every_preset_with_a_figure(shared_server: Server, preset: object) -> None:
    text = dump_yaml(preset.spec)  # type: ignore[attr-defined]
    response = shared_server.client.post(
        URL,
        content=text,
        headers={"content-type": "application/yaml"},
        params={"figure": "variance-by-depth", "theme": "dark"},
    )
    assert response.status_code == 200, response.text
    go.Figure(response.json()["figure"])


def test_of_an_unknown_figure_are_not_found(shared_server: Server) -> None:
    assert shared_server.client.post(URL, json=TINY, params={"figure": "x"}).status_code == 404


def test_queue_nothing(shared_server: Server) -> None:
    shared_server.client.post(URL, json=TINY)
    assert shared_server.client.get("/api/experiments").json()["items"] == []
