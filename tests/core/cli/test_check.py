"""``fanscope check`` on specs: verdicts, exit codes, and everything that it writes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import Result

from fanscope.parsing import dump_yaml
from fanscope.spec import ExperimentSpec
from support.training import hypernetwork_experiment

Fanscope = Callable[..., Result]
WIDE = {"main": {"widths": [64, *[64] * 6, 10], "activation": "relu"}}
SPEC = hypernetwork_experiment(network=WIDE, schemes=["xavier", "hyperfan-in"])
HEALTHY = hypernetwork_experiment(network=WIDE, schemes=["hyperfan-in"])


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_STEP_SUMMARY", "GITHUB_SHA", "CI_COMMIT_SHA", "FANSCOPE_RULES_URL"):
        monkeypatch.delenv(name, raising=False)


def _write(spec: ExperimentSpec, name: str = "spec.yaml") -> str:
    Path(name).write_text(dump_yaml(spec))
    return name


def test_a_healthy_spec_passes_and_a_broken_one_fails(fanscope: Fanscope) -> None:
    passed = fanscope("check", _write(HEALTHY))
    assert passed.exit_code == 0, passed.stderr
    assert passed.stdout.startswith("PASSED  spec.yaml")
    failed = fanscope("check", _write(SPEC))
    assert failed.exit_code == 1, failed.stderr
    assert failed.stdout.startswith("FAILED  spec.yaml")
    assert "FS101 exploding-activations  begins in layer main.0" in failed.stdout
    assert "1 of 2 schemes failed" in failed.stdout


def test_only_step_0_is_judged_unless_steps_are_asked_for(fanscope: Fanscope) -> None:
    step0 = json.loads(fanscope("check", _write(SPEC), "--format", "json").stdout)
    assert step0["target"]["steps"] == 0
    trained = json.loads(fanscope("check", "spec.yaml", "--format", "json", "--steps", "3").stdout)
    assert trained["target"]["steps"] == 3
    assert trained["target"]["seeds"] == 1


def test_every_file_is_written(fanscope: Fanscope, tmp_path: Path) -> None:
    files = {name: tmp_path / f"init.{name}" for name in ("json", "junit", "sarif")}
    options = [word for name, path in files.items() for word in (f"--{name}", str(path))]
    result = fanscope("check", _write(SPEC), *options, "--markdown", "init.md", "--seeds", "2")
    assert result.exit_code == 1, result.stderr
    report = json.loads(files["json"].read_text())
    assert report["status"] == "failed"
    assert report["target"]["seeds"] == 2
    assert report["profiles"][0]["layers"] == [f"main.{i}" for i in range(7)]
    suite = ElementTree.parse(files["junit"]).getroot()[0]
    assert int(suite.attrib["failures"]) >= 1
    sarif = json.loads(files["sarif"].read_text())["runs"][0]["results"][0]
    place = sarif["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "spec.yaml"
    line = Path("spec.yaml").read_text().splitlines()[place["region"]["startLine"] - 1]
    assert "xavier" in line
    assert "](<init-depth.svg>)" in Path("init.md").read_text()
    assert "xavier ✗" in "".join(ElementTree.parse("init-depth.svg").getroot().itertext()).replace(
        "\n", ""
    )


@pytest.mark.parametrize("name", ["json", "junit", "sarif", "markdown"])
def test_stdout_holds_one_document(fanscope: Fanscope, name: str) -> None:
    result = fanscope("check", _write(SPEC), "--format", name)
    assert result.exit_code == 1, result.stderr
    starts = {"json": "{", "junit": "<?xml", "sarif": "{", "markdown": "## "}
    assert result.stdout.startswith(starts[name])


def test_the_advice_can_be_applied_and_then_it_passes(fanscope: Fanscope) -> None:
    first = fanscope("check", _write(SPEC), "--repaired", "repaired.yaml")
    assert first.exit_code == 1
    assert "--repaired repaired.yaml" in first.stdout
    second = fanscope("check", "repaired.yaml")
    assert second.exit_code == 0, second.stdout
    repaired = yaml.safe_load(Path("repaired.yaml").read_text())
    assert "xavier" not in repaired["schemes"]
    assert repaired["training"] == yaml.safe_load(Path("spec.yaml").read_text())["training"]


def test_gates(fanscope: Fanscope) -> None:
    target = _write(SPEC)
    report = json.loads(fanscope("check", target, "--format", "json").stdout)
    found = {verdict["rule"] for verdict in report["verdicts"]}
    assert found
    silenced = [word for code in sorted(found) for word in ("--rule", f"{code}=off")]
    assert fanscope("check", target, *silenced).exit_code == 0
    milder = [word for code in sorted(found) for word in ("--rule", f"{code}=warning")]
    assert fanscope("check", target, *milder).exit_code == 0
    assert fanscope("check", target, *milder, "--fail-on", "warning").exit_code == 1


def test_settings_of_the_project_and_the_command_line_above_them(fanscope: Fanscope) -> None:
    _write(SPEC)
    Path("pyproject.toml").write_text(
        '[tool.fanscope]\ntarget = "spec.yaml"\nseeds = 2\n[tool.fanscope.rules]\nFS101 = "off"\n'
    )
    report = json.loads(fanscope("check", "--format", "json").stdout)
    assert report["target"]["seeds"] == 2
    assert "FS101" not in report["rules"]
    options = ("--format", "json", "--seeds", "1", "--rule", "FS101=error")
    above = json.loads(fanscope("check", *options).stdout)
    assert above["target"]["seeds"] == 1
    assert "FS101" in above["rules"]


def test_a_baseline_is_stored_and_compared_with(fanscope: Fanscope) -> None:
    def write(activation: str) -> str:
        layers = {"kind": "mlp", "widths": [64, 512, 512, 512, 10], "activation": activation}
        spec = {"network": layers, "training": {"steps": 1}, "schemes": ["xavier"], "seeds": 1}
        Path("spec.json").write_text(json.dumps(spec))
        return "spec.json"

    saved = fanscope("check", write("tanh"), "--save-baseline", "init.json", "--commit", "abc")
    assert saved.exit_code == 0, saved.stderr
    assert json.loads(Path("init.json").read_text())["commit"] == "abc"
    strict = ("--baseline", "init.json", "--rule", "baseline-drift=error")
    assert fanscope("check", write("tanh"), *strict).exit_code == 0
    drifted = fanscope("check", write("relu"), *strict)
    assert drifted.exit_code == 1
    assert "baseline-drift" in drifted.stdout


def test_the_summary_of_a_job_is_appended_to(
    fanscope: Fanscope, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = Path("summary.md")
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert fanscope("check", _write(HEALTHY), "--markdown", str(summary)).exit_code == 0
    text = summary.read_text()
    assert text.startswith("before\n## ✅")
    assert ".svg" not in text
    assert not list(Path().glob("*.svg"))


def test_thresholds_of_others(fanscope: Fanscope) -> None:
    result = fanscope("check", _write(SPEC), "--thresholds", "sagemaker", "--format", "json")
    assert json.loads(result.stdout)["thresholds"] == "sagemaker"


def test_a_cosine_next_to_one_is_told_from_one(fanscope: Fanscope) -> None:
    failed = fanscope("check", "preset:relu-hypernetwork-trap")
    assert "measured 0.9998, bound 0.98" in failed.stdout
