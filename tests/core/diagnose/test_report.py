"""What a report shows: words, tables, pictures; all escaped, all finite."""

from __future__ import annotations

import json
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import fanscope
from fanscope.diagnose import Report, diagnose
from fanscope.errors import NotFoundError
from fanscope.verdicts import Thresholds
from support.modules import CASES, X, mlp

FIGURES = ["variance-by-depth", "between-input-variance", "gradient-by-depth", "activations"]


def sick(depth: int = 12, width: int = 32) -> nn.Sequential:
    layers: list[nn.Module] = []
    for _ in range(depth):
        layers += [nn.Linear(width, width), nn.ReLU()]
    return nn.Sequential(*layers)


@pytest.fixture(scope="module")
def report() -> Report:
    return diagnose(sick(), torch.randn(16, 32), title="<b>net</b>")


def test_the_package_can_be_called(report: Report) -> None:
    assert isinstance(fanscope.diagnose(mlp(), X), Report)


def test_verdicts_and_gates(report: Report) -> None:
    assert not report.passed
    assert report.severity == "error"
    assert {"FS104", "FS105"} <= {verdict.rule for verdict in report.failures("error")}
    assert report.failures("warning") == report.verdicts
    off = Thresholds.model_validate({"rules": {v.rule: "off" for v in report.verdicts}})
    quiet = diagnose(sick(), torch.randn(16, 32), thresholds=off)
    assert quiet.passed


def test_the_terminal_shows_the_verdict_first_and_the_four_stds(report: Report) -> None:
    lines = str(report).splitlines()
    assert lines[0].startswith("✕ <b>net</b>: inputs collapse together from ")
    header = next(line for line in lines if line.startswith("layer"))
    assert header.split()[2:8] == ["std", "He", "Glorot", "LeCun", "PyTorch", "is"]
    row = next(line for line in lines if line.startswith("22 "))
    assert row.split()[3:7] == ["0.25", "0.177", "0.177", "0.102"]
    assert "PyTorch default" in row
    assert "E[y²]" in header, "brackets are no markup"


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_show_the_module_beside_its_twin(report: Report, name: str, theme: str) -> None:
    figure = report.figure(name, theme=theme)
    labels = {trace.get("name") for trace in figure["data"]}
    assert {"as built", "healthy twin"} <= labels
    assert figure["layout"]["meta"]["table"]["rows"]
    words = json.dumps(figure["layout"], default=str)
    assert "main network" not in words or name == "activations"


def test_a_figure_draws_the_numbers_of_the_layers(report: Report) -> None:
    rows = report.figure("gradient-by-depth")["layout"]["meta"]["table"]["rows"]
    built = {row[1]: row[2] for row in rows if row[0] == "as built"}
    twin = {row[1]: row[2] for row in rows if row[0] == "healthy twin"}
    assert built == pytest.approx({layer.name: layer.gradient for layer in report.layers})
    assert twin == pytest.approx({layer.name: layer.healthy_gradient for layer in report.layers})


def test_figures_that_need_training_are_refused(report: Report) -> None:
    with pytest.raises(NotFoundError, match="no figure 'loss' of a module; choose from: variance"):
        report.figure("loss")
    with pytest.raises(NotFoundError, match="no layer"):
        report.figure("activations", layers=("nowhere",))


def test_json_holds_no_nan(report: Report) -> None:
    text = json.dumps(report.to_dict(), allow_nan=False)
    found = json.loads(text)
    assert found["status"] == "failed"
    assert {v["rule"] for v in found["verdicts"]} == {v.rule for v in report.verdicts}
    assert len(found["layers"]) == 12


def test_html_is_self_contained_and_escaped(report: Report) -> None:
    html = report.to_html()
    assert "<b>net</b>" not in html
    assert "&lt;b&gt;net&lt;/b&gt;" in html
    assert "default-src 'none'" in html
    assert html.count('<section class="figure"') == len(FIGURES)
    assert "FS105" in html


def test_the_notebook_has_the_verdict_a_still_picture_and_the_table(report: Report) -> None:
    html = report._repr_html_()
    verdict, picture, table = (html.index(part) for part in ("✕", "<svg", "<table"))
    assert verdict < picture < table
    assert "<script" not in html
    assert "<b>net</b>" not in html
    assert "nan" not in html.lower().replace("nan ", "")


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("compiled")])
def test_every_module_can_be_shown(name: str) -> None:
    case = CASES[name]()
    found = diagnose(case.module, case.batch)
    assert str(found)
    assert json.dumps(found.to_dict(), allow_nan=False)
    assert "<html" in found.to_html()
    assert found._repr_html_()


def test_a_module_without_weights_does_not_pass_and_says_why() -> None:
    report = diagnose(nn.ReLU(), X)
    assert not report.passed
    assert (
        str(report) == "▲ ReLU: nothing was judged: the batch went through no layer with weights; "
        "give the module that holds them."
    )
    assert report.to_dict()["status"] == "failed"
    assert report._repr_html_().count("<svg") == 0


def test_values_that_are_not_finite_are_shown() -> None:
    module = sick(3)
    with torch.no_grad():
        module[2].weight[0, 0] = float("nan")  # type: ignore[operator]
    report = diagnose(module, torch.randn(16, 32))
    assert "FS110" in {verdict.rule for verdict in report.verdicts}
    assert report.layers[1].scale == "non-finite"
    assert json.dumps(report.to_dict(), allow_nan=False)
    assert 'fill="#c8102e"' in report._repr_html_(), "a red mark in the picture"


def test_names_of_submodules_are_hostile_input() -> None:
    class Hostile(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.add_module("<img src=x>", nn.Linear(12, 12))
            self.add_module("[bold]", nn.Linear(12, 5))

        def forward(self, x: Tensor) -> Any:
            for each in self.children():
                x = each(x).relu()
            return x

    report = diagnose(Hostile(), X)
    assert "<img" not in report.to_html()
    assert "<img" not in report._repr_html_()
    assert "[bold]" in str(report)
    for name in FIGURES:
        figure = report.figure(name)
        shown = [figure["layout"].get("annotations"), figure["layout"].get("xaxis"), figure["data"]]
        assert "<img" not in json.dumps(shown, default=str)
