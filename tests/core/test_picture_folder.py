"""What a folder of pictures holds, and which folders a spec may name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from fanscope.datasets import describe
from fanscope.errors import SpecError
from fanscope.parsing import dump_yaml, parse_spec
from fanscope.picture_folder import data_folder, list_folder, use_data_folder
from fanscope.presets import presets
from fanscope.spec import ImageFolderData
from fanscope.training.data import open_dataset
from support.pictures import CLASSES, draw_folder, picture_network


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, with pictures in it."""
    root = tmp_path / "sets"
    draw_folder(root / "pets")
    monkeypatch.setenv("FANSCOPE_DATA", str(root))
    return root


def issue_of(data: dict[str, object], *, classes: int = 3) -> tuple[str, str]:
    spec = {
        "network": picture_network(8, classes),
        "data": {"name": "image-folder", "size": 8, **data},
        "training": {"batch_size": 5},
        "schemes": ["xavier"],
    }
    with pytest.raises(SpecError) as caught:
        parse_spec(spec)
    (issue,) = caught.value.issues
    return issue.field, issue.message


def test_classes_and_pictures_are_counted(root: Path) -> None:
    (root / "pets" / "train" / "cats" / "notes.txt").write_text("no picture")
    (root / "pets" / "train" / ".cache").mkdir()
    folder = list_folder("pets")
    assert folder.classes == CLASSES
    assert folder.train.labels == (0,) * 6 + (1,) * 6 + (2,) * 6
    assert [Path(path).name for path in folder.train.paths[:2]] == ["000.jpg", "001.PNG"]
    assert all(Path(p).parent.name == CLASSES[label] for p, label in zip(*_test(root), strict=True))
    info = describe(ImageFolderData(path="pets", size=8))
    assert (info.classes, info.num_train, info.num_test) == (3, 18, 6)
    assert (info.shape, info.features, info.vocabulary) == ((3, 8, 8), 192, 256)


def _test(root: Path) -> tuple[tuple[str, ...], tuple[int, ...]]:
    test = list_folder("pets", root).test
    return test.paths, test.labels


def test_folder_without_val_has_no_test_examples(root: Path) -> None:
    shutil.rmtree(root / "pets" / "val")
    assert describe(ImageFolderData(path="pets")).num_test == 0


def test_new_pictures_are_seen(root: Path) -> None:
    assert len(list_folder("pets").train) == 18
    shutil.copy(root / "pets/train/cats/000.jpg", root / "pets/train/cats/new.jpg")
    assert len(list_folder("pets").train) == 19
    shutil.copytree(root / "pets/train/cats", root / "pets/train/more-cats")
    assert list_folder("pets").classes == (*CLASSES, "more-cats")


@pytest.mark.parametrize(
    "path",
    ["../sets/pets", "/etc", "pets/..", "pets//x", "./pets", "a\\b", "C:/x", "", "a\nb", "/"],
)
def test_paths_stay_below_the_data_folder(path: str, root: Path) -> None:
    field, _ = issue_of({"path": path})
    assert field == "data.path"


def test_links_do_not_lead_out_of_the_data_folder(root: Path, tmp_path: Path) -> None:
    outside = draw_folder(tmp_path / "private")
    (root / "whole").symlink_to(outside)
    (root / "parts").mkdir()
    (root / "parts" / "train").symlink_to(outside / "train")
    draw_folder(root / "class")
    (root / "class" / "train" / "zebras").symlink_to(outside / "train" / "cats")
    sizes: dict[str, object] = {"classes": 3, "examples": 18}
    for path in ("whole", "parts", "class"):
        for written in ({}, sizes):
            field, message = issue_of({"path": path, **written})
            assert field == "data.path"
            assert message.startswith("leads out of the data folder")


def test_a_picture_that_links_out_of_the_data_folder_is_left_out(
    root: Path, tmp_path: Path
) -> None:
    before = list_folder("pets").train
    outside = draw_folder(tmp_path / "private")
    link = root.resolve() / "pets" / "train" / "cats" / "0.jpg"
    link.symlink_to(outside / "train/cats/000.jpg")
    after = list_folder("pets").train
    assert (after.paths, after.labels) == (before.paths, before.labels)
    assert after.outside == (str(link),)


def test_links_inside_the_data_folder_are_followed(root: Path) -> None:
    (root / "again").symlink_to(root / "pets")
    assert list_folder("again").classes == CLASSES


def test_folder_that_is_not_there_is_named_with_the_way_out(root: Path) -> None:
    field, message = issue_of({"path": "birds"})
    assert field == "data.path"
    assert message.startswith(f"there is no folder {root.resolve()}/birds/train; put the pictures")
    field, _ = issue_of({"path": "birds", "classes": 3})
    assert field == "data.path"


def test_accepted_spec_says_what_was_counted(root: Path) -> None:
    """So that old experiments can still be shown when the folder has grown or is gone."""
    tree = {
        "network": picture_network(8, 3),
        "data": {"name": "image-folder", "size": 8, "path": "pets"},
        "training": {"batch_size": 5},
        "schemes": ["xavier"],
    }
    spec = parse_spec(tree)
    assert isinstance(spec.data, ImageFolderData)
    assert (spec.data.classes, spec.data.examples) == (3, 18)
    assert parse_spec(dump_yaml(spec)) == spec
    wrong = tree | {"data": spec.data.model_dump() | {"examples": 17}}
    assert parse_spec(wrong) == spec, "what is there counts, not what was planned with"
    shutil.copy(root / "pets/train/cats/000.jpg", root / "pets/train/cats/new.jpg")
    assert describe(spec.data).num_train == 18
    with pytest.raises(SpecError, match="has 19 examples"):
        open_dataset(spec.data, root)
    shutil.rmtree(root / "pets")
    assert describe(spec.data).classes == 3
    assert parse_spec(dump_yaml(spec)) == spec


def test_experiment_can_be_planned_before_the_pictures_are_there(root: Path) -> None:
    info = describe(ImageFolderData(path="birds", classes=7, examples=900))
    assert (info.classes, info.num_train) == (7, 900)


def test_classes_that_the_folder_has_not(root: Path) -> None:
    field, message = issue_of({"path": "pets", "classes": 4, "examples": 18}, classes=4)
    assert (field, message[:27]) == ("data.classes", "the folder pets has 3 class")


def test_presets_do_not_depend_on_the_folders_of_this_machine(root: Path) -> None:
    draw_folder(root / "imagenet")
    load = presets.__wrapped__
    assert load() == presets()


def test_network_fits_the_folder(root: Path) -> None:
    field, message = issue_of({"path": "pets"}, classes=5)
    assert field == "network.layers"
    assert "data image-folder has 3 classes, so it must give [3]" in message
    field, message = issue_of({"path": "pets", "size": 9})
    assert field == "network.input"
    assert "[3, 9, 9]" in message


@pytest.mark.parametrize("names", [[], ["only"]])
def test_folder_with_too_few_classes(names: list[str], root: Path) -> None:
    (root / "bare" / "train").mkdir(parents=True)
    draw_folder(root / "bare", classes=names, test_per_class=0)
    field, message = issue_of({"path": "bare"})
    assert field == "data.path"
    assert "two folders at least" in message


def test_class_that_only_val_has(root: Path) -> None:
    shutil.copytree(root / "pets/val/cats", root / "pets/val/wolves")
    field, message = issue_of({"path": "pets"})
    assert (field, message) == ("data.path", "val has the class 'wolves', which train has not")


def test_data_folder_is_that_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FANSCOPE_DATA", str(tmp_path / "a"))
    assert data_folder() == tmp_path / "a"
    monkeypatch.delenv("FANSCOPE_DATA")
    monkeypatch.setenv("FANSCOPE_HOME", str(tmp_path / "b"))
    assert data_folder() == tmp_path / "b" / "data"
    with use_data_folder(tmp_path / "c"), use_data_folder(None):
        assert data_folder() == tmp_path / "c"
    monkeypatch.delenv("FANSCOPE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_folder() == tmp_path / ".local/share/fanscope/data"
