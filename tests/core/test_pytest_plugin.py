"""The pytest plugin in other people's test runs, as pytest itself reports them."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

import pytest

import fanscope.diagnose

pytest_plugins = ["pytester"]
PRELOADED = fanscope.diagnose
"""Runs in this process start from the modules that are loaded, and torch cannot be loaded twice."""

TEST = """
import torch
from torch import nn

def net(depth=10, gain=None):
    layers = []
    for _ in range(depth):
        linear = nn.Linear(64, 64)
        if gain:
            nn.init.kaiming_normal_(linear.weight)
            nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(64, 10))

def good():
    return net(gain=True)

def batch():
    return torch.randn(32, 64, generator=torch.Generator().manual_seed(0))
"""


def run(pytester: pytest.Pytester, body: str, *arguments: str) -> pytest.RunResult:
    """Run a test file; the plugin is named where its entry point is not installed yet."""
    pytester.makepyfile(TEST + body)
    arguments = ("-p", "no:cacheprovider", "-q", *arguments)
    if not entry_points(group="pytest11", name="fanscope"):
        arguments = ("-p", "fanscope.pytest_plugin", *arguments)
    return pytester.runpytest_inprocess(*arguments)


@pytest.fixture(autouse=True)
def _alone(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nfilterwarnings = error\n")


def test_a_healthy_module_passes_and_a_sick_one_fails_as_pytest_would_say_it(
    pytester: pytest.Pytester,
) -> None:
    result = run(
        pytester,
        """
def test_good(init_health):
    report = init_health.assert_healthy(good(), batch())
    assert report.passed

def test_sick(init_health):
    init_health.assert_healthy(net(), batch())
""",
    )
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        [
            ">*init_health.assert_healthy(net(), batch())",
            "E*AssertionError: assert Sequential is healthy at initialization",
            "E*it is not: *inputs collapse together from *",
            "E*FS105 collapsed-inputs (error): The mean cosine between two inputs is * in 0 and *",
            "E*Initialize * with torch.nn.init.kaiming_normal_*",
            "E*layer*fans*std*is*",
            "E*64→64*PyTorch default*",
            "E*where it fails on error*",
            "*init_health*",
            "*He*Glorot*LeCun*PyTorch*",
        ]
    )
    text = result.stdout.str()
    assert "pytest_plugin.py" not in text, "no line of our own in the traceback"


def test_factories_are_called_once_a_seed(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
calls = []

def counted():
    calls.append(1)
    return good(), batch()

def test_counted(init_health):
    report = init_health.assert_healthy(counted)
    assert len(calls) == 3
    assert report.evidence.seeds.number == 3
    init_health.assert_healthy(good, batch(), seeds=[4])
    init_health.assert_healthy(good, input_shape=[64], seeds=1)
    assert len(init_health.reports) == 3
""",
    )
    result.assert_outcomes(passed=1)


def test_gates_and_thresholds_of_the_call(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
import pytest
from fanscope.verdicts import Thresholds

OFF = Thresholds(rules={code: "off" for code in ("FS102", "FS104", "FS105")})

def test_off(init_health):
    init_health.assert_healthy(net(), batch(), thresholds=OFF)

def test_warning(init_health):
    mild = OFF.model_copy(update={"rules": {**OFF.rules, "FS102": OFF.rules["FS102"].model_copy(update={"severity": "warning"})}})
    init_health.assert_healthy(net(), batch(), thresholds=mild)
    with pytest.raises(AssertionError, match="FS102"):
        init_health.assert_healthy(net(), batch(), thresholds=mild, fail_on="warning")
""",
    )
    result.assert_outcomes(passed=2)


def test_settings_of_the_project(pytester: pytest.Pytester) -> None:
    pytester.makepyprojecttoml(
        """
[tool.fanscope]
seeds = 2

[tool.fanscope.rules]
FS102 = "off"
FS104 = "off"
FS105 = "off"
"""
    )
    result = run(
        pytester,
        """
def test_settings(init_health):
    assert init_health.assert_healthy(net, batch()).evidence.seeds.number == 2
""",
    )
    result.assert_outcomes(passed=1)


def test_what_cannot_be_diagnosed_says_so(pytester: pytest.Pytester) -> None:
    result = run(
        pytester,
        """
def test_shape(init_health):
    init_health.assert_healthy(net(), torch.randn(4, 7))
""",
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E*ModuleError: the module raised RuntimeError*in 0 (Linear) on [[]4, 7[]]*"]
    )


def test_nothing_judged_is_no_pass_and_a_batch_of_zeros_is_to_blame_itself(
    pytester: pytest.Pytester,
) -> None:
    result = run(
        pytester,
        """
def test_no_weights(init_health):
    init_health.assert_healthy(nn.ReLU(), batch())

def test_zeros(init_health):
    init_health.assert_healthy(good, torch.zeros(32, 64))
""",
    )
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(
        [
            "E*assert ReLU is healthy at initialization",
            "E*ReLU: nothing was judged: the batch went through no layer with weights*",
            "E*ModuleError: the batch is all zeros; pass a batch of real inputs",
        ]
    )


def test_the_fixture_explains_itself(pytester: pytest.Pytester) -> None:
    result = run(pytester, "", "--fixtures")
    result.stdout.fnmatch_lines(
        ["init_health*", "*Assert that a module's initialization is healthy*"]
    )


def test_starting_pytest_imports_neither_torch_nor_numpy() -> None:
    code = (
        "import sys, fanscope.pytest_plugin; "
        "print({'torch', 'numpy', 'pydantic', 'plotly'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_entry_point_names_the_plugin() -> None:
    import tomllib

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    ((name, value),) = project["entry-points"]["pytest11"].items()
    assert EntryPoint(name, value, "pytest11").load().__name__ == "fanscope.pytest_plugin"
