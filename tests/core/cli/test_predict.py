"""``fanscope predict``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import cast

import pytest
from click.testing import Result
from rich.console import Console

from fanscope import theory
from fanscope.cli.predict import print_text
from fanscope.layout import lay_out
from fanscope.presets import preset, presets

Fanscope = Callable[..., Result]
COLUMNS = {
    "layer",
    "fan_in",
    "fan_out",
    "weight_variance",
    "head_variance",
    "bias_head_variance",
    "second_moment",
    "between_input_var",
    "gradient_second_moment",
}


@pytest.mark.parametrize("name", [preset.name for preset in presets()])
def test_every_preset_is_predicted_as_json(fanscope: Fanscope, name: str) -> None:
    result = fanscope("predict", f"preset:{name}", "--format", "json")
    assert result.exit_code == 0, result.stderr
    assert "NaN" not in result.stdout
    schemes = json.loads(result.stdout)["schemes"]
    spec = next(preset.spec for preset in presets() if preset.name == name)
    assert list(schemes) == [choice.label for choice in spec.schemes]
    for scheme in schemes.values():
        assert len(scheme["layers"]) == len(lay_out(spec.network).layers)
        assert all(set(layer) >= COLUMNS for layer in scheme["layers"])


def test_plain_xavier_is_known_in_closed_form(fanscope: Fanscope, tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    network = {"kind": "mlp", "widths": [64, 32, 10], "activation": "linear"}
    path.write_text(json.dumps({"network": network, "schemes": ["xavier"]}))
    result = fanscope("predict", str(path), "--format", "json")
    first, second = json.loads(result.stdout)["schemes"]["xavier"]["layers"]
    assert first["weight_variance"] == pytest.approx(1 / 64, rel=0.01)
    assert second["weight_variance"] == pytest.approx(1 / 32, rel=0.01)
    assert first["second_moment"] == pytest.approx(1, rel=0.1)
    assert first["head_variance"] is None


def test_the_table_names_layers_and_schemes(fanscope: Fanscope) -> None:
    result = fanscope("predict", "digits-hypernetwork")
    assert result.exit_code == 0
    for word in ("xavier", "hyperfan-in", "main.5", "E[y²]", "Var(H)"):
        assert word in result.stdout


def test_the_text_says_size_and_shapes(fanscope: Fanscope) -> None:
    """ResNet-20 has 0.27 million parameters [he2016deep, Table 6] and ends in 8x8 pictures of 64 channels."""
    text = fanscope("predict", "preset:resnet-20").stdout
    size = re.search(r"Main network: ([\d,]+) parameters in 22 weighted layers, 3×32×32 → 10", text)
    assert size
    assert round(int(size[1].replace(",", "")) / 1e6, 2) == 0.27
    assert re.search(r"main\.19\.body\.3 +conv +64·3²→64 +64×8×8 +36,864", text)
    hyper = fanscope("predict", "preset:mnist-hypernetwork").stdout
    assert "Hypernetwork: 71,247,300 trained parameters; it generates 1,397,000" in hyper


@pytest.mark.parametrize(
    "name", ["mnist-hypernetwork", "resnet-20", "vit-small", "gpt-small", "cifar10-all-cnn"]
)
def test_a_terminal_of_80_columns_is_wide_enough(name: str) -> None:
    spec = preset(name).spec
    console = Console(width=80, file=StringIO(), highlight=False, force_terminal=False)
    print_text(console, spec, theory.predict(spec))
    lines = cast(StringIO, console.file).getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert not any("…" in line for line in lines), "nothing is cut"
    layers = len(lay_out(spec.network).layers)
    rows = [line for line in lines if line.startswith("main.")]
    assert len(rows) == layers * (1 + len(spec.schemes)), "no row breaks"


def test_columns_that_theory_says_nothing_about_are_left_out(fanscope: Fanscope) -> None:
    assert "Var(H)" not in fanscope("predict", "preset:resnet-20").stdout
    assert "Var(H)" in fanscope("predict", "preset:mnist-hypernetwork").stdout


def test_a_file_goes_before_a_preset_of_its_name(
    fanscope: Fanscope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("digits-mlp").write_text("network: {kind: mlp, widths: [64, 10]}\nschemes: [zeros]\n")
    result = fanscope("predict", "digits-mlp", "--format", "json")
    assert list(json.loads(result.stdout)["schemes"]) == ["zeros"]
