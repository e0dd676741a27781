"""Baselines: stored, read back, and put beside what is measured now."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fanscope.checks import Gates, Target
from fanscope.checks.baseline import BaselineFile, read_baseline, write_baseline
from fanscope.checks.judging import judge_all
from fanscope.errors import SpecError
from fanscope.verdicts import Baseline, Evidence
from support.made_evidence import make_evidence

ONES = np.ones((2, 3))


def _make(scheme: str = "xavier", **numbers: Any) -> Evidence:
    return make_evidence(layers=3, seeds=2, scheme=scheme, numbers=numbers)


EVIDENCE = _make(second_moment=ONES, gradient=[[1, 2, np.inf], [1, np.nan, 0]])


def _store(path: Path, *evidence: Evidence) -> BaselineFile:
    write_baseline(evidence, path / "init.json", commit="abc")
    return read_baseline(path / "init.json")


def test_there_and_back(tmp_path: Path) -> None:
    baseline = _store(tmp_path, EVIDENCE)
    assert baseline.commit == "abc"
    assert baseline.schemes == Baseline.of([EVIDENCE]).schemes
    assert baseline.schemes["xavier"]["main.2"].gradient == (None, 0)


def test_a_scheme_that_the_baseline_does_not_know_is_told(tmp_path: Path) -> None:
    baseline = _store(tmp_path, _make("lecun", second_moment=ONES))
    report = judge_all([EVIDENCE], Gates(), target=Target(), baseline=baseline)
    assert report.remarks == (
        "the baseline does not know xavier; store a new one to have it compared",
    )


def test_drift_is_a_verdict_like_any_other(tmp_path: Path) -> None:
    baseline = _store(tmp_path, EVIDENCE)
    moved = _make(second_moment=3 * ONES, gradient=EVIDENCE.seeds.gradient)
    report = judge_all([moved], Gates(), target=Target(), baseline=baseline)
    (verdict,) = report.verdicts
    assert verdict.name == "baseline-drift"
    assert report.has_passed
    strict = judge_all([moved], Gates(fail_on="warning"), target=Target(), baseline=baseline)
    assert not strict.has_passed
    same = judge_all([EVIDENCE], Gates(), target=Target(), baseline=baseline)
    assert "baseline-drift" not in {verdict.name for verdict in same.verdicts}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"kind": "fanscope-baseline/9"}', '{"schemes": 1}']
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "init.json"
    path.write_text(text)
    with pytest.raises(SpecError, match="--baseline: is no baseline"):
        read_baseline(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="--save-baseline"):
        read_baseline(tmp_path / "init.json")
