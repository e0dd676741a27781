"""Pictures in a folder, streamed: what is read, what is skipped, and that it is told."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fanscope.errors import DataError
from fanscope.experiment import run_experiment
from fanscope.parsing import parse_spec
from fanscope.spec import DigitsData, ExperimentSpec, ImageFolderData
from fanscope.training import train
from fanscope.training.data import load_dataset, open_dataset
from fanscope.training.pictures import open_pictures, read_picture
from support.pictures import break_picture, draw_folder, picture_network
from support.training import only_scheme

DATA = ImageFolderData(path="pets", size=8)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder, with pictures in it."""
    draw_folder(tmp_path / "pets")
    monkeypatch.setenv("FANSCOPE_DATA", str(tmp_path))
    return tmp_path


def experiment(**changes: Any) -> ExperimentSpec:
    return parse_spec(
        {
            "network": picture_network(8, 3),
            "data": {"name": "image-folder", "path": "pets", "size": 8},
            "training": {"steps": 4, "batch_size": 6, "optimizer": {"kind": "sgd", "lr": 0.1}},
            "schemes": ["kaiming"],
            **changes,
        }
    )


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 12))
def test_any_picture_becomes_a_square(width: int, height: int, size: int) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (10, 20, 30)).save(stream, "PNG")
    picture = read_picture(stream, size)  # type: ignore[arg-type]
    assert picture.dtype == np.uint8
    np.testing.assert_array_equal(
        picture, np.broadcast_to([[[10]], [[20]], [[30]]], (3, size, size))
    )


def test_middle_is_cut_out(tmp_path: Path) -> None:
    """The shorter side has the wanted length already: nothing is interpolated."""
    values = np.random.default_rng(4).integers(0, 256, (10, 6, 3), np.uint8)
    Image.fromarray(values).save(tmp_path / "tall.png")
    np.testing.assert_array_equal(
        read_picture(tmp_path / "tall.png", 6), values[2:8].transpose(2, 0, 1)
    )


def test_halving_takes_the_mean_of_smooth_pictures(tmp_path: Path) -> None:
    ramp = np.tile(np.arange(0, 200, 5, dtype=np.uint8)[None, :, None], (40, 1, 3))
    Image.fromarray(ramp).save(tmp_path / "ramp.png")
    picture = read_picture(tmp_path / "ramp.png", 20)
    by_hand = ramp.reshape(20, 2, 20, 2, 3).mean((1, 3)).transpose(2, 0, 1)
    assert np.abs(picture[:, :, 1:-1] - by_hand[:, :, 1:-1]).max() <= 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_mode_becomes_colour(mode: str, tmp_path: Path) -> None:
    suffix = "jpg" if mode == "CMYK" else "png"
    Image.new(mode, (9, 9), 0).save(tmp_path / f"x.{suffix}")
    assert read_picture(tmp_path / f"x.{suffix}", 8).shape == (3, 8, 8)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "not a picture"), (b"GIF89a", "not a picture"), (b"\x89PNG\r\n\x1a\n", "not a picture")],
)
def test_file_that_is_no_picture(content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(DataError, match=reason) as caught:
        read_picture(tmp_path / "x.png", 8)
    assert str(tmp_path) not in str(caught.value)


def test_picture_that_would_fill_the_memory(tmp_path: Path) -> None:
    Image.new("1", (30_000, 30_000)).save(tmp_path / "bomb.png")
    with pytest.raises(DataError):
        read_picture(tmp_path / "bomb.png", 8)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_picture_or_a_data_error(content: bytes) -> None:
    stream = io.BytesIO(b"BM" + content)
    with suppress(DataError):
        assert read_picture(stream, 8).shape == (3, 8, 8)  # type: ignore[arg-type]


def test_batches_are_the_files_asked_for(root: Path) -> None:
    dataset = open_pictures(DATA, root)
    inputs, labels = dataset.train.batch(torch.tensor([17, 0, 6]))
    assert labels.tolist() == [2, 0, 1]
    assert (inputs.shape, inputs.dtype) == ((3, 192), torch.float32)
    raw = np.stack([read_picture(Path(dataset.train.paths[i]), 8) for i in (17, 0, 6)])
    by_hand = (raw.reshape(3, -1) - dataset.train.mean) / dataset.train.std
    np.testing.assert_allclose(inputs, by_hand, rtol=1e-5, atol=1e-5)
    tokens, _ = dataset.as_tokens().train.batch(torch.tensor([17, 0, 6]))
    np.testing.assert_array_equal(tokens, raw.reshape(3, -1))
    _, labels = dataset.test.batch(slice(2, 4))
    assert labels.tolist() == [1, 1]


def test_pictures_are_standardized(root: Path) -> None:
    """All 18 are in the sample."""
    inputs, _ = open_dataset(DATA, root).train.batch(slice(None))
    assert inputs.mean().item() == pytest.approx(0, abs=1e-5)
    assert inputs.square().mean().item() == pytest.approx(1, abs=1e-5)


def test_pictures_of_one_colour_are_not_divided_by_zero(root: Path) -> None:
    for path in (root / "pets").rglob("*.*"):
        Image.new("RGB", (9, 9), (7, 7, 7)).save(path)
    inputs, _ = open_pictures(DATA, root).train.batch(slice(None))
    assert not inputs.any()


def test_only_what_a_batch_needs_is_read(root: Path) -> None:
    dataset = open_pictures(DATA, root)
    for path in dataset.train.paths[1:]:
        Path(path).unlink()
    inputs, _ = dataset.train.batch(torch.tensor([0]))
    assert len(inputs) == 1
    assert dataset.train.complaints == ()


def test_broken_pictures_are_skipped_counted_and_named(root: Path) -> None:
    break_picture(root / "pets/train/cats/001.PNG")
    (root / "pets/train/dogs/000.jpg").write_text("no picture")
    dataset = open_pictures(DATA, root)
    inputs, labels = dataset.train.batch(slice(5, 14))
    assert labels.tolist() == [0, 1, 1, 1, 1, 1, 2]
    assert len(inputs) == len(labels)
    (complaint,) = dataset.train.complaints
    assert complaint.startswith("2 pictures could not be read and were skipped: ")
    assert "train/cats/001.PNG (" in complaint
    assert "train/dogs/000.jpg (not a picture)" in complaint


def test_many_broken_pictures_are_counted(root: Path) -> None:
    for path in list((root / "pets" / "train" / "cats").iterdir()):
        path.write_bytes(b"")
    (complaint,) = open_pictures(DATA, root).train.complaints
    assert complaint.startswith("6 pictures could not be read")
    assert complaint.endswith("and 1 more")


def test_links_out_of_the_data_folder_are_skipped_counted_and_named(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("private") / "secret.png"
    Image.new("RGB", (8, 8)).save(secret)
    for part in ("train", "val"):
        folder = next(path for path in sorted((root / "pets" / part).iterdir()) if path.is_dir())
        (folder / "x.png").symlink_to(secret)
    dataset = open_pictures(DATA, root)
    assert not [path for path in (*dataset.train.paths, *dataset.test.paths) if "x.png" in path]
    (complaint,) = dataset.train.complaints
    assert complaint.startswith("2 pictures could not be read and were skipped: train/")
    assert complaint.count("x.png (leads out of the data folder)") == 2


def test_broken_test_pictures_are_told_too(root: Path) -> None:
    break_picture(root / "pets/val/birds/000.jpg")
    spec = experiment()
    *_, last = train(spec, only_scheme(spec), 0, data_dir=root, evaluate=True)
    (warning,) = last.warnings
    assert "val/birds/000.jpg" in warning


def test_nothing_but_broken_pictures_ends_the_run(root: Path) -> None:
    dataset = open_pictures(DATA, root)
    for path in (root / "pets" / "train").rglob("*.*"):
        path.write_bytes(b"")
    with pytest.raises(DataError, match=r"no picture of a batch can be read; 2 pictures"):
        dataset.train.batch(slice(0, 2))
    with pytest.raises(DataError, match="18 pictures could not be read"):
        open_pictures(DATA, root)


def test_network_learns_the_colours_and_the_run_reports_what_it_skipped(root: Path) -> None:
    break_picture(root / "pets/train/birds/002.jpg")
    spec = experiment(
        training={"steps": 60, "batch_size": 6, "optimizer": {"kind": "sgd", "lr": 0.1}}
    )
    result = run_experiment(spec, data_dir=root)
    (run,) = result.runs
    assert run.track is not None
    assert run.track.losses[-5:].mean() < 0.5 * run.track.losses[0]
    (warning,) = run.warnings
    assert "train/birds/002.jpg" in warning


def test_folder_is_not_loaded_into_memory(root: Path) -> None:
    with pytest.raises(DataError, match="open_dataset"):
        load_dataset(DATA, root)


def test_other_data_is_opened_as_it_is_loaded() -> None:
    assert open_dataset(DigitsData()) is load_dataset(DigitsData(), None)
