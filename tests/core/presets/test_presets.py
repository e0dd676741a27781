"""Every preset file is listed, valid, and as cheap as it says."""

from __future__ import annotations

from importlib.resources import files

import pytest

from fanscope.errors import NotFoundError
from fanscope.estimates import Limits, check_limits, estimate
from fanscope.parsing import dump_yaml, parse_spec
from fanscope.presets import Preset, preset, presets
from fanscope.spec import HypernetworkSpec, LearnedConditioning
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


@every_preset
def test_only_the_paper_needs_a_download(preset: Preset) -> None:
    assert (preset.spec.data.name == "digits") == (preset.name != "mnist-hypernetwork")


def test_the_small_one_is_done_in_a_minute() -> None:
    assert estimate(preset("digits-hypernetwork").spec).duration_s < 60


def test_unknown_name() -> None:
    with pytest.raises(NotFoundError, match=r"no preset is called 'x'; there are: mnist-hyper"):
        preset("x")
