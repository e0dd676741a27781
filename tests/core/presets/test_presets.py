"""Every preset file is listed, valid, and as cheap as it says."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from fanscope.errors import NotFoundError
from fanscope.estimates import Limits, check_limits, estimate
from fanscope.layout import lay_out
from fanscope.parsing import dump_yaml, parse_spec
from fanscope.presets import Preset, preset, presets
from fanscope.spec import HypernetworkSpec, LearnedConditioning, TrainingSpec
from fanscope.theory import predict
from fanscope.training import train
from support.pictures import draw_folder
from support.specs import mlp_of

every_preset = pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.name)


def test_every_file_is_listed_once() -> None:
    found = (path.name for path in files("fanscope.presets").iterdir())
    names = [name.removesuffix(".yaml") for name in found if name.endswith(".yaml")]
    assert sorted(names) == sorted(preset.name for preset in presets())


@every_preset
def test_preset(preset: Preset) -> None:
    check_limits(preset.spec, Limits())
    assert preset.summary.endswith(".")
    assert preset.title == preset.spec.name
    assert parse_spec(dump_yaml(preset.spec)) == preset.spec


def test_the_paper_comes_first() -> None:
    first = presets()[0]
    assert first.name == "mnist-hypernetwork"
    assert first.title == "MNIST hypernetwork, Figures 1 and 2"
    assert isinstance(first.spec.network, HypernetworkSpec)
    assert mlp_of(first.spec).widths == (784, 500, 500, 500, 500, 500, 10)
    assert first.spec.network.conditioning == LearnedConditioning(size=50)
    labels = [choice.label for choice in first.spec.schemes]
    assert labels == ["xavier", "kaiming", "hyperfan-in", "hyperfan-out"]


def test_small_versions_stand_in_the_group_of_their_full_ones() -> None:
    groups = {preset.name: preset.group for preset in presets()}
    small = {preset.name: preset.small_of for preset in presets() if preset.small_of}
    assert small["digits-hypernetwork"] == "mnist-hypernetwork"
    assert small["resnet-20-small"] == "resnet-20"
    assert all(groups[name] == groups[full] for name, full in small.items())
    assert groups["digits-mlp"] == groups["diverging"] == "teaching"
    assert groups["resnet-20"] == "networks"


NEED_FILES = {
    "mnist-hypernetwork": "mnist",
    "mnist-hypernetwork-relu": "mnist",
    "mnist-hypernetwork-biases": "mnist",
    "cifar10-all-cnn": "cifar10",
    "all-cnn": "cifar10",
    "resnet-20": "cifar10",
    "resnet-20-without-norm": "cifar10",
    "mobilenet-v1": "image-folder",
    "mobilenet-bayesian": "image-folder",
}
DRAWN = dict.fromkeys(
    (
        "continual-regression-small",
        "continual-regression-hypernetwork",
        "continual-regression-hypernetwork-small",
    ),
    "regression-tasks",
)


@pytest.mark.parametrize(
    ("name", "schemes"),
    [
        ("siren-small", {"siren"}),
        ("resnet-20-without-norm", {"fixup", "skipinit", "depth-scaled(of=kaiming)"}),
        ("resnet-20-without-norm-small", {"fixup", "skipinit", "depth-scaled(of=kaiming)"}),
        ("gpt-small", {"mup", "depth-scaled(of=normal(std=0.02))"}),
    ],
)
def test_a_network_is_shown_with_the_schemes_made_for_it(name: str, schemes: set[str]) -> None:
    assert schemes <= {choice.label for choice in preset(name).spec.schemes}


@every_preset
def test_only_published_experiments_need_files(preset: Preset) -> None:
    assert preset.spec.data.name == (NEED_FILES | DRAWN).get(preset.name, "digits")


@pytest.mark.parametrize("name", ["digits-hypernetwork", "relu-hypernetwork-trap"])
def test_quick_ones_are_done_in_a_minute(name: str) -> None:
    assert estimate(preset(name).spec).duration_s < 60


@every_preset
def test_small_ones_are_done_in_two_minutes(preset: Preset) -> None:
    if preset.name.endswith("-small"):
        assert estimate(preset.spec).duration_s < 120


@every_preset
def test_every_scheme_is_predicted_layer_by_layer(preset: Preset) -> None:
    predictions = predict(preset.spec)
    assert list(predictions) == [choice.label for choice in preset.spec.schemes]
    layers = [layer.name for layer in lay_out(preset.spec.network).layers]
    for prediction in predictions.values():
        assert [layer.layer for layer in prediction.layers] == layers


@every_preset
def test_networks_that_need_no_files_train_and_are_recorded(preset: Preset) -> None:
    if preset.name in NEED_FILES:
        return
    short = preset.spec.model_copy(update={"training": _few_steps(preset.spec.training)})
    steps = list(train(short, short.schemes[-1], 0))
    assert [step.step for step in steps] == list(range(short.num_updates + 1))
    frames = [steps[0].frame, steps[-1].frame]
    assert all(frame is not None and frame.probes for frame in frames)


def test_mobilenet_trains_on_a_folder_of_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The small twin's network on pictures of the size it was made for: the way of the full one."""
    monkeypatch.setenv("FANSCOPE_DATA", str(tmp_path))
    draw_folder(tmp_path / "imagenet", classes=[f"n{index:08}" for index in range(10)])
    small = preset("mobilenet-v1-small").spec
    tree = small.model_dump(mode="json") | {
        "data": {"name": "image-folder", "path": "imagenet", "size": 32},
        "training": {"steps": 2, "batch_size": 6, "optimizer": {"kind": "sgd", "lr": 0.01}},
    }
    spec = parse_spec(tree)
    steps = list(train(spec, spec.schemes[0], 0, data_dir=tmp_path))
    assert [step.diverged_layer for step in steps] == [None] * 3
    assert steps[-1].warnings == ()


def _few_steps(training: TrainingSpec) -> TrainingSpec:
    return training.model_copy(update={"steps": 2, "batch_size": 8})


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("all-cnn", 1_369_738),
        ("resnet-20", 272_474),
        ("mobilenet-v1", 4_231_976),
    ],
)
def test_published_networks_have_their_published_sizes(name: str, parameters: int) -> None:
    """1.4, 0.27 and 4.2 million in the papers; ResNet-20 with projections where the shape changes."""
    assert estimate(preset(name).spec).parameters == parameters


def test_unknown_name() -> None:
    with pytest.raises(NotFoundError, match=r"no preset is called 'x'; there are: mnist-hyper"):
        preset("x")
