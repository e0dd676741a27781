"""The catalogue: complete, documented, with sources that resolve; and choices read by name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fanscope.errors import SpecError
from fanscope.schemes import Scheme, SchemeInfo, catalogue, resolve
from fanscope.schemes.scaled import Scaled
from fanscope.schemes.xavier import Xavier
from fanscope.spec import SchemeChoice

BIBLIOGRAPHY = Path(__file__).parents[3] / "docs/references.bib"
NAMES = [
    "xavier",
    "xavier-avg",
    "xavier-out",
    "kaiming",
    "kaiming-out",
    "lecun",
    "torch-default",
    "orthogonal",
    "hyperfan-in",
    "hyperfan-out",
    "hyperfan-harmonic",
    "bias-hyperinit",
    "weight-hyperinit",
    "siren-hypernetwork",
    "delta-orthogonal",
    "edge-of-chaos",
    "critical",
    "siren",
    "mup",
    "fixup",
    "skipinit",
    "depth-scaled",
    "zero",
    "sparse",
    "lsuv",
    "metainit",
    "gradinit",
    "normal",
    "constant",
    "zeros",
    "scaled",
]

every_scheme = pytest.mark.parametrize("info", catalogue(), ids=lambda info: info.name)


def _resolve(choice: object) -> Scheme:
    return resolve(SchemeChoice.model_validate(choice))


def _complaints(choice: object) -> dict[str, str]:
    with pytest.raises(SpecError) as caught:
        _resolve(choice)
    return {issue.field: issue.message for issue in caught.value.issues}


def test_names() -> None:
    assert [info.name for info in catalogue()] == NAMES


@every_scheme
def test_every_scheme_is_documented(info: SchemeInfo) -> None:
    scheme = type(_resolve({"name": info.name, **{p.name: p.example for p in info.parameters}}))
    assert scheme.info is info
    assert scheme.__doc__
    assert info.title
    assert info.summary.endswith(".")
    assert info.formula.count("{") == info.formula.count("}")
    assert all(parameter.summary for parameter in info.parameters)


@every_scheme
def test_every_source_resolves(info: SchemeInfo) -> None:
    keys = re.findall(r"@\w+\{([^,\s]+),", BIBLIOGRAPHY.read_text())
    assert keys.count(info.reference) == 1


@every_scheme
def test_every_parameter_is_needed_and_explained(info: SchemeInfo) -> None:
    if info.parameters:
        complaints = _complaints(info.name)
        assert list(complaints) == [parameter.name for parameter in info.parameters]
        assert all(f"{{name: {info.name}, " in message for message in complaints.values())


def test_parameters_are_read() -> None:
    choice = {"name": "scaled", "of": {"name": "xavier"}, "factor": 2}
    assert _resolve(choice) == Scaled(of=Xavier(), factor=2.0)


@pytest.mark.parametrize(
    ("choice", "field", "message"),
    [
        ("xavir", "name", "did you mean xavier?"),
        ("Hyperfan-In", "name", "did you mean hyperfan-in?"),
        ("he_normal", "name", "did you mean kaiming? `fanscope schemes` and GET /api/schemes list"),
        ("Glorot", "name", "did you mean xavier?"),
        ("qqq", "name", "no such scheme; `fanscope schemes` and GET /api/schemes list all"),
        ({"name": "xavier", "gain": 2}, "gain", "no such parameter of xavier"),
        ({"name": "normal", "std": 1, "sdt": 2}, "sdt", "did you mean std?"),
        ({"name": "normal", "std": -0.1}, "std", "must be a number from 0 to 1e+06"),
        ({"name": "normal", "std": "0.1"}, "std", "must be a number"),
        ({"name": "normal", "std": True}, "std", "must be a number"),
        ({"name": "normal", "std": None}, "std", "must be a number"),
        ({"name": "normal", "std": 10**400}, "std", "must be a number"),
        ({"name": "constant", "value": [1]}, "value", "must be a number"),
        ({"name": "scaled", "of": "xavir", "factor": 1}, "of", "did you mean xavier?"),
        ({"name": "scaled", "of": 3, "factor": 1}, "of", "must be the name of a scheme"),
        ({"name": "scaled", "of": {"std": 1}, "factor": 1}, "of", "must be the name of a scheme"),
        ({"name": "scaled", "of": {"name": "normal"}, "factor": 1}, "of.std", "normal needs std"),
        (
            {"name": "scaled", "of": {"name": "scaled", "of": "zeros", "factor": 1}, "factor": 1},
            "of",
            "multiply the factors",
        ),
        ({"name": "depth-scaled", "of": "lsuv"}, "of", "cannot stand inside another scheme"),
        ({"name": "sparse", "inputs": 1.5, "std": 1}, "inputs", "must be a whole number from 1"),
    ],
)
def test_wrong_choices(choice: object, field: str, message: str) -> None:
    assert message in _complaints(choice)[field]


def test_all_complaints_at_once() -> None:
    complaints = _complaints({"name": "scaled", "of": "xavir", "factor": -1, "fator": 3})
    assert set(complaints) == {"of", "factor", "fator"}
