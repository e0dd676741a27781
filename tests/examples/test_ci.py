"""The sample repository: every job fails on the bad initialization and passes after the advice, by the real entry points."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/ci"
BAD = "nn.init.normal_(linear.weight, std=0.02)"
GOOD = 'nn.init.kaiming_normal_(linear.weight, nonlinearity="relu")'
FANSCOPE = (sys.executable, "-m", "fanscope")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a copy of the sample repository."""
    return Path(shutil.copytree(EXAMPLE, tmp_path / "repository"))


def run(repository: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command there, with ``fanscope`` on the path."""
    folder = repository.parent / "bin"
    if not folder.exists():
        folder.mkdir()
        (folder / "fanscope").write_text(f'#!/bin/sh\nexec {" ".join(FANSCOPE)} "$@"\n')
        (folder / "fanscope").chmod(0o755)
    inherited = {name: value for name, value in os.environ.items() if "GITHUB" not in name}
    paths = os.pathsep.join(filter(None, (str(ROOT / "core"), os.environ.get("PYTHONPATH"))))
    env = {
        **inherited,
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": paths,
        **environment,
    }
    return subprocess.run(
        words, cwd=repository, env=env, capture_output=True, text=True, check=False, timeout=250
    )


def mend_the_module(repository: Path, told: str) -> None:
    """Follow the advice: what it names is what stands in the module afterwards."""
    assert "torch.nn.init.kaiming_normal_(weight," in told
    models = repository / "mynet/models.py"
    source = models.read_text()
    assert BAD in source
    models.write_text(source.replace(BAD, GOOD))


def test_the_spec_fails_and_passes_after_the_advice(repository: Path) -> None:
    first = run(repository, "fanscope", "check", "--repaired", "specs/hypernetwork.yaml")
    assert first.returncode == 1, first.stderr
    assert "To repair: Use hyperfan-in." in first.stdout
    second = run(repository, "fanscope", "check")
    assert second.returncode == 0, second.stdout + second.stderr


def test_the_module_fails_and_passes_after_the_advice(repository: Path) -> None:
    first = run(repository, "make", "init-health")
    assert first.returncode == 2, "make reports a failed job by 2"
    run(repository, "fanscope", "check", "--repaired", "specs/hypernetwork.yaml")
    second = run(repository, "make", "init-health")
    assert second.returncode == 2
    mend_the_module(repository, second.stdout)
    third = run(repository, "make", "init-health")
    assert third.returncode == 0, third.stdout + third.stderr
    suite = ElementTree.parse(repository / "init-health-module.xml").getroot()[0]
    assert suite.attrib["failures"] == "0"


def test_pytest_fails_and_passes_after_the_advice(repository: Path) -> None:
    words = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    loaded = run(repository, *words, "--fixtures").stdout
    plugin = () if "init_health" in loaded else ("-p", "fanscope.pytest_plugin")
    first = run(repository, *words, *plugin)
    assert first.returncode == 1, first.stdout + first.stderr
    assert "FS102" in first.stdout
    mend_the_module(repository, first.stdout)
    second = run(repository, *words, *plugin)
    assert second.returncode == 0, second.stdout + second.stderr


def test_pre_commit_runs_the_same_check(repository: Path) -> None:
    hooks = yaml.safe_load((repository / ".pre-commit-config.yaml").read_text())
    (hook,) = hooks["repos"][0]["hooks"]
    assert run(repository, *hook["entry"].split()).returncode == 1


def test_the_gitlab_job_fails_and_passes_after_the_advice(repository: Path) -> None:
    job = yaml.safe_load((repository / ".gitlab-ci.yml").read_text())["init-health"]
    checks = [line for line in job["script"] if line.startswith("fanscope")]
    assert len(checks) == 2
    script = "set -e\n" + "\n".join(checks)
    assert run(repository, "bash", "-c", script).returncode == 1
    run(repository, "fanscope", "check", "--repaired", "specs/hypernetwork.yaml")
    told = run(repository, "bash", "-c", script)
    assert told.returncode == 1
    mend_the_module(repository, told.stdout)
    assert run(repository, "bash", "-c", script).returncode == 0
    for name in (*job["artifacts"]["paths"], *job["artifacts"]["reports"]["junit"]):
        assert (repository / name).is_file(), name


def _steps(repository: Path) -> list[dict[str, Any]]:
    text = (repository / ".github/workflows/init-health.yml").read_text()
    steps = yaml.safe_load(text)["jobs"]["init-health"]["steps"]
    return [step for step in steps if "fanscope" in step.get("uses", "")]


def _run_action(repository: Path, step: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Run the last step of action.yml as GitHub would, with the inputs of a workflow's step."""
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    given = {name: str(value) for name, value in step["with"].items()}
    assert set(given) <= set(action["inputs"])
    inputs = {name: each["default"] for name, each in action["inputs"].items()} | given
    check = action["runs"]["steps"][-1]
    environment = {
        name: inputs[expression.removeprefix("${{ inputs.").removesuffix(" }}")]
        for name, expression in check["env"].items()
        if "inputs." in expression
    }
    github = {
        "GITHUB_STEP_SUMMARY": str(repository.parent / "summary.md"),
        "GITHUB_OUTPUT": str(repository.parent / "output.txt"),
        "GITHUB_SERVER_URL": "https://github.com",
        "REPOSITORY": "someone/fanscope",
        "REF": "v1",
    }
    shell = ("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", check["run"])
    return run(repository, *shell, **environment, **github)


def test_the_action_fails_and_passes_after_the_advice(repository: Path) -> None:
    of_spec, of_module = _steps(repository)
    first = _run_action(repository, of_spec)
    assert first.returncode == 1, first.stderr
    output = (repository.parent / "output.txt").read_text().splitlines()
    assert output == ["status=failed", f"sarif={of_spec['with']['sarif']}"]
    summary = (repository.parent / "summary.md").read_text()
    assert summary.startswith("## ❌ Fanscope: specs/hypernetwork.yaml failed")
    assert "https://github.com/someone/fanscope/blob/v1/docs/rules/FS101" in summary
    sarif = json.loads((repository / of_spec["with"]["sarif"]).read_text())["runs"][0]
    assert sarif["results"]
    module = _run_action(repository, of_module)
    assert module.returncode == 1, module.stderr
    run(repository, "fanscope", "check", "--repaired", "specs/hypernetwork.yaml")
    mend_the_module(repository, module.stdout)
    for step in (of_spec, of_module):
        mended = _run_action(repository, step)
        assert mended.returncode == 0, mended.stdout + mended.stderr
    assert "status=passed" in (repository.parent / "output.txt").read_text()


def test_hostile_inputs_of_the_action_are_not_run(repository: Path) -> None:
    step = {"with": {"target": "$(touch hacked); `touch hacked`", "rules": "FS101=off\n$(touch x)"}}
    result = _run_action(repository, step)
    assert result.returncode == 2
    assert not (repository / "hacked").exists()
    assert not (repository / "x").exists()
    assert "status=error" in (repository.parent / "output.txt").read_text()


def test_every_input_of_the_action_reaches_the_command() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text())
    used = json.dumps(action["runs"])
    for name in action["inputs"]:
        assert f"inputs.{name}" in used
    for step in action["runs"]["steps"]:
        assert "${{" not in step["run"], "inputs go through the environment, never into the script"
