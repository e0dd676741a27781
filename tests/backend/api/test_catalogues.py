"""Catalogues show what the core has, in its order."""

from __future__ import annotations

from pathlib import Path

import pytest

from fanscope import datasets, figures, schemes
from fanscope.parsing import parse_spec
from fanscope.presets import presets
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
