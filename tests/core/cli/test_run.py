"""``fanscope run``: training in this process."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from fanscope.experiment import run_experiment
from fanscope.parsing import dump_yaml
from fanscope.spec import ExperimentSpec
from support.pictures import break_picture, draw_folder, picture_network
from support.training import hypernetwork_experiment

Fanscope = Callable[..., Result]
COLUMNS = {
    "layer",
    "quantity",
    "mean",
    "var",
    "second_moment",
    "saturated_fraction",
    "dead_fraction",
    "nonfinite",
    "predicted",
    "interval",
}
SPEC = hypernetwork_experiment(schemes=["xavier", "hyperfan-in"])
DIVERGING = hypernetwork_experiment(
    network={"main": {"widths": [64, *[128] * 5, 10], "activation": "relu"}},
    schemes=["kaiming"],
    training={"steps": 20, "batch_size": 50, "optimizer": {"kind": "sgd", "lr": 0.001}},
)


def _run(fanscope: Fanscope, spec: ExperimentSpec, *options: str) -> Result:
    return fanscope("run", "-", *options, stdin=dump_yaml(spec))


def test_json_holds_every_run_as_the_library_trains_it(fanscope: Fanscope) -> None:
    result = _run(fanscope, SPEC, "--seeds", "2", "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    runs = json.loads(result.stdout)["runs"]
    assert [(run["scheme"], run["seed"]) for run in runs] == [
        ("xavier", 0),
        ("hyperfan-in", 0),
        ("xavier", 1),
        ("hyperfan-in", 1),
    ]
    for run, expected in zip(runs, run_experiment(SPEC).runs, strict=False):
        track = expected.track
        assert track is not None
        assert run["status"] == "finished"
        assert run["diverged_at"] is None
        assert run["frames"] == track.steps.size == 4
        assert run["loss"] == {"first": track.losses[0], "last": track.losses[-1]}
        for probe in run["step0"]:
            assert set(probe) >= COLUMNS
            moment = track.statistic(probe["layer"], probe["quantity"], "second_moment")[0]
            assert probe["second_moment"] == pytest.approx(moment, nan_ok=True)


def test_predictions_stand_beside_what_they_predict(fanscope: Fanscope) -> None:
    result = _run(fanscope, SPEC, "--steps", "0", "--format", "json")
    (xavier, _) = json.loads(result.stdout)["runs"]
    assert xavier["frames"] == 1
    probes = {(probe["layer"], probe["quantity"]): probe for probe in xavier["step0"]}
    weight = probes["main.0", "generated_weight"]
    low, high = weight["interval"]
    assert low < weight["predicted"] < high
    assert weight["predicted_statistic"] == "var"
    assert weight["predicted"] == pytest.approx(1, rel=0.2), (
        "8 features, each of variance 1, over 8"
    )
    assert probes["main.0", "preactivation"]["predicted_statistic"] == "second_moment"
    assert probes["main.0", "activation"]["predicted"] is None


def test_a_diverging_run_is_valid_json(fanscope: Fanscope) -> None:
    result = _run(fanscope, DIVERGING, "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert "NaN" not in result.stdout
    assert "Infinity" not in result.stdout
    (run,) = json.loads(result.stdout)["runs"]
    assert run["status"] == "finished"
    assert run["diverged_at"]["layer"].startswith("main.")
    assert run["loss"]["last"] is None or math.isfinite(run["loss"]["last"])


def test_the_table_and_the_sentences(fanscope: Fanscope, tmp_path: Path) -> None:
    report = tmp_path / "report.html"
    result = _run(fanscope, SPEC, "--steps", "1", "--html", str(report))
    assert result.exit_code == 0, result.stderr
    for word in ("main.0", "main.2", "xavier", "hyperfan-in", "measured / predicted"):
        assert word in result.stdout
    assert "xavier: " in result.stdout
    assert "hyperfan-in: healthy." in result.stdout
    assert report.read_text().lstrip().lower().startswith("<!doctype html>")


def test_what_does_not_fit_into_memory_is_refused_before_it_starts(fanscope: Fanscope) -> None:
    huge = hypernetwork_experiment(network={"main": {"widths": [64, 1_000_000, 1_000_000, 10]}})
    result = _run(fanscope, huge)
    assert result.exit_code == 2
    assert "widths" in result.stderr
    assert "GiB" in result.stderr


def test_missing_data_names_the_folder(
    fanscope: Fanscope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("pooch.retrieve", refuse)
    result = fanscope("run", "preset:mnist-hypernetwork", "--data-dir", str(tmp_path))
    assert result.exit_code == 2
    assert str(tmp_path) in result.stderr
    assert "train-images-idx3-ubyte.gz" in result.stderr


def test_an_unknown_device_is_an_error_of_its_field(fanscope: Fanscope) -> None:
    result = _run(fanscope, SPEC, "--device", "quantum")
    assert result.exit_code == 2
    assert "device" in result.stderr


def test_skipped_pictures_are_told(fanscope: Fanscope, tmp_path: Path) -> None:
    draw_folder(tmp_path / "pets")
    break_picture(tmp_path / "pets/train/cats/002.jpg")
    spec = {
        "network": picture_network(8, 3),
        "data": {"name": "image-folder", "path": "pets", "size": 8},
        "training": {"steps": 2, "batch_size": 9},
        "schemes": ["kaiming"],
    }
    report = tmp_path / "report.html"
    options = ("--data-dir", str(tmp_path), "--html", str(report), "--format", "json")
    result = fanscope("run", "-", *options, stdin=json.dumps(spec))
    assert result.exit_code == 0, result.stderr
    (warning,) = json.loads(result.stdout)["runs"][0]["warnings"]
    assert "train/cats/002.jpg" in warning
    assert "warning: 1 picture could not be read" in result.stderr
    assert "train/cats/002.jpg" in report.read_text()
    missing = fanscope("run", "-", "--data-dir", str(tmp_path / "x"), stdin=json.dumps(spec))
    assert missing.exit_code == 2
    assert "data.path: there is no folder" in missing.stderr
