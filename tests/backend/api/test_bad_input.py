"""Bad input gets a 4xx that names the field; nothing is queued, no traceback is logged."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from support.pictures import picture_network
from support.server import Server, run_app
from support.specs import TINY

URL = "/api/experiments"
YAML = {"content-type": "application/yaml"}
HYPERNETWORK = {
    "kind": "hypernetwork",
    "main": {"kind": "mlp", "widths": [64, 100_000, 100_000, 10]},
    "conditioning": {"kind": "learned", "size": 100},
}


@pytest.fixture(autouse=True)
def _nothing_is_queued_and_no_traceback_logged(
    shared_server: Server, caplog: pytest.LogCaptureFixture
) -> Iterator[None]:
    with caplog.at_level(logging.DEBUG):
        yield
    assert shared_server.client.get(URL).json()["items"] == []
    assert shared_server.queue.job_ids == []
    assert not [record for record in caplog.records if record.exc_info]


def fields(problem: dict[str, Any]) -> list[str]:
    return [error["field"] for error in problem["errors"]]


@pytest.mark.parametrize("url", [URL, "/api/predictions"])
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"nonsense": 1}, "nonsense"),
        ({"network": {"kind": "mlp", "widths": [64, -5, 10]}}, "network.widths.1"),
        ({"network": HYPERNETWORK}, "network.main.widths"),
        ({"data": {"name": "imagenet"}}, "data.name"),
        ({"training": {"steps": 2_000_000}}, "training.steps"),
        ({"schemes": ["xaver"]}, "schemes.0"),
        ({"schemes": [{"name": "normal", "std": -1}]}, "schemes.0.std"),
        ({"seeds": 1000}, "seeds"),
    ],
)
def test_a_wrong_field_is_named(
    shared_server: Server, url: str, change: dict[str, Any], field: str
) -> None:
    response = shared_server.client.post(url, json=TINY | change)
    problem = response.json()
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["status"] == 422
    assert field in fields(problem)
    assert all(error["message"] for error in problem["errors"])


@pytest.mark.parametrize(
    "text",
    [
        "training: {steps: .nan}",
        "{",
        "a: &x [*x]",
        "- 1",
        "",
        "\x00",
        "!!python/object/apply:os.system [ls]",
        "name: [" * 5000,
        "name: x\nname: y",
    ],
)
def test_bad_yaml_is_unprocessable(shared_server: Server, text: str) -> None:
    response = shared_server.client.post(URL, content=text, headers=YAML)
    assert response.status_code == 422
    assert response.json()["errors"]


@pytest.mark.parametrize(
    "text", [b'{"training": {"steps": NaN}}', b"\xff\xfe", b'{"name": "\\ud800"}', b"[[[[" * 9999]
)
def test_bad_json_is_unprocessable(shared_server: Server, text: bytes) -> None:
    headers = {"content-type": "application/json"}
    response = shared_server.client.post(URL, content=text, headers=headers)
    assert response.status_code == 422
    assert response.json()["errors"]


def test_a_name_that_no_database_holds_is_refused(shared_server: Server) -> None:
    response = shared_server.client.post(URL, json=TINY | {"name": "a\0b"})
    assert response.status_code == 422
    assert fields(response.json()) == ["name"]


def test_other_media_types_are_refused(shared_server: Server) -> None:
    response = shared_server.client.post(URL, content="{}", headers={"content-type": "text/plain"})
    assert response.status_code == 415
    assert shared_server.client.post(URL, content="{}").status_code == 415


def test_a_body_over_the_limit_is_refused(shared_server: Server) -> None:
    response = shared_server.client.post(URL, content=b"x" * (2**20 + 1), headers=YAML)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_an_endless_body_is_refused_without_being_read(shared_server: Server) -> None:
    num_chunks = 0

    def chunks() -> Iterator[bytes]:
        nonlocal num_chunks
        for _ in range(50):
            num_chunks += 1
            yield b"x" * 2**20

    response = shared_server.client.post(URL, content=chunks(), headers=YAML)
    assert response.status_code == 413


def test_parameters_are_checked_in_the_same_form(shared_server: Server) -> None:
    response = shared_server.client.get(URL, params={"limit": "many", "status": "odd"})
    problem = response.json()
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert sorted(fields(problem)) == ["limit", "status"]


def test_unknown_paths_and_methods_are_problems(shared_server: Server) -> None:
    for method, path, status in (
        ("GET", "/api/nope", 404),
        ("PUT", URL, 405),
        ("GET", "/api/experiments/x/y/z", 404),
    ):
        response = shared_server.client.request(method, path)
        assert response.status_code == status
        assert response.json()["status"] == status


def test_missing_data_is_refused_when_offline(tmp_path: Path, shared_server: Server) -> None:
    change = {"data": {"name": "mnist"}, "network": {"kind": "mlp", "widths": [784, 10]}}
    prediction = shared_server.client.post("/api/predictions", json=TINY | change).json()
    assert "train-images-idx3-ubyte.gz" in prediction["warnings"][0]
    with run_app(tmp_path / "offline", offline=True) as offline:
        response = offline.client.post(URL, json=TINY | change)
        assert response.status_code == 422
        (error,) = response.json()["errors"]
        assert error["field"] == "data.name"
        assert str(tmp_path / "offline" / "data" / "mnist") in error["message"]
        assert "t10k-labels-idx1-ubyte.gz" in error["message"]


PICTURES = {"name": "image-folder", "size": 8}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"path": "../mnist"}, "data.path"),
        ({"path": "/etc"}, "data.path"),
        ({"path": "nowhere"}, "data.path"),
        ({"path": "nowhere", "classes": 3, "examples": 9}, "data.path"),
        ({"path": "nowhere", "classes": 3, "examples": 9, "size": 0}, "data.size"),
    ],
)
def test_folder_of_pictures_that_cannot_be_read(
    shared_server: Server, data: dict[str, Any], field: str
) -> None:
    change = {
        "network": picture_network(8, 3),
        "data": PICTURES | data,
        "training": {"steps": 1, "batch_size": 3},
    }
    response = shared_server.client.post(URL, json=TINY | change)
    assert response.status_code == 422
    assert fields(response.json()) == [field]


@pytest.mark.parametrize(
    ("path", "field", "message"),
    [
        ("?cursor=abc", "cursor", "take next_cursor from the page before"),
        ("?curser=abc", "curser", "did you mean cursor?"),
        ("?limit=5&nonsense=1", "nonsense", "there are q, status, scheme, cursor, limit"),
    ],
)
def test_a_wrong_query_parameter_is_named_with_the_way_out(
    shared_server: Server, path: str, field: str, message: str
) -> None:
    response = shared_server.client.get(URL + path)
    problem = response.json()
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    assert fields(problem) == [field]
    assert message in problem["errors"][0]["message"]


@pytest.mark.parametrize("path", ["/api/schemes", "/api/health/live", "/api/presets"])
def test_routes_without_parameters_refuse_all(shared_server: Server, path: str) -> None:
    assert shared_server.client.get(path).status_code == 200
    problem = shared_server.client.get(path, params={"page": 2}).json()
    assert problem["status"] == 422
    assert fields(problem) == ["page"]


def test_many_unknown_parameters_are_not_all_repeated(shared_server: Server) -> None:
    query = "&".join(f"x{index}=1" for index in range(100))
    assert len(fields(shared_server.client.get(f"{URL}?{query}").json())) == 10
