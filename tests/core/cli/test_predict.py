"""``fanscope predict``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from fanscope.layout import lay_out
from fanscope.presets import presets

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


def test_a_missing_file_names_the_presets(fanscope: Fanscope) -> None:
    result = fanscope("predict", "nothing.yaml")
    assert result.exit_code == 2
    assert "nothing.yaml" in result.stderr
    assert "mnist-hypernetwork" in result.stderr


def test_a_file_goes_before_a_preset_of_its_name(
    fanscope: Fanscope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("digits-mlp").write_text("network: {kind: mlp, widths: [64, 10]}\nschemes: [zeros]\n")
    result = fanscope("predict", "digits-mlp", "--format", "json")
    assert list(json.loads(result.stdout)["schemes"]) == ["zeros"]
