"""Catalogues show what the core has, in its order."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanscope import datasets, figures, schemes
from fanscope.parsing import parse_spec
from fanscope.presets import presets
from fanscope.spec import parts
from support.server import Server, run_app


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("schemes", [info.name for info in schemes.catalogue()]),
        ("datasets", [info.name for info in datasets.catalogue()]),
        ("presets", [preset.name for preset in presets()]),
        ("figures", [info.name for info in figures.catalogue()]),
    ],
)
def test_lists_all(shared_server: Server, name: str, names: list[str]) -> None:
    body = shared_server.client.get(f"/api/{name}").json()
    assert [item["name"] for item in body["items"]] == names
    assert body["next_cursor"] is None


def test_schemes_say_what_they_need(shared_server: Server) -> None:
    items = shared_server.client.get("/api/schemes").json()["items"]
    by_name = {item["name"]: item for item in items}
    assert by_name["xavier"]["needs"] == ""
    assert "learned_multiplier" in by_name["skipinit"]["needs"]
    assert by_name["lsuv"]["calibration"] == "lsuv"
    assert by_name["sparse"]["parameters"][0]["is_whole"]


def test_presets_can_be_submitted_as_they_are_shown(shared_server: Server) -> None:
    for item in shared_server.client.get("/api/presets").json()["items"]:
        assert parse_spec(item["spec_yaml"]) == parse_spec(item["spec"])


def test_data_sets_say_whether_their_files_are_here(tmp_path: Path) -> None:
    folder = tmp_path / "sets" / "mnist"
    folder.mkdir(parents=True)
    for file in datasets.MNIST.files[1:]:
        (folder / file.name).touch()
    (folder / datasets.MNIST.files[0].name.removesuffix(".gz")).touch()
    with run_app(tmp_path / "home", data=tmp_path / "sets") as server:
        items = server.client.get("/api/datasets").json()["items"]
    assert {item["name"]: item["available"] for item in items} == {
        "digits": True,
        "mnist": True,
        "fashion-mnist": False,
        "cifar10": False,
        "image-folder": True,
        "regression-tasks": True,
        "gaussian": True,
    }


def test_extracted_files_stand_in_for_their_archive(tmp_path: Path) -> None:
    folder = tmp_path / "sets" / "cifar10" / "cifar-10-batches-bin"
    folder.mkdir(parents=True)
    for name in datasets.CIFAR10.unpacked:
        (folder / name).touch()
    with run_app(tmp_path / "home", data=tmp_path / "sets") as server:
        items = server.client.get("/api/datasets").json()["items"]
    assert {item["name"]: item["available"] for item in items}["cifar10"]


def test_parts_are_those_of_the_core(shared_server: Server) -> None:
    body = shared_server.client.get("/api/parts").json()
    assert [part["kind"] for part in body["layers"]] == [part.kind for part in parts().layers]
    assert body["heads"][0]["kind"] == "per_tensor"
