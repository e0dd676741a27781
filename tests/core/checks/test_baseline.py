"""Baselines: stored, read back, and put beside what is measured now."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fanscope.checks import Gates, Target
from fanscope.checks.baseline import Baseline, read_baseline, write_baseline
from fanscope.checks.judging import judge_all
from fanscope.errors import SpecError
from support.evidence import make_evidence

ONES = np.ones((2, 3))
EVIDENCE = make_evidence(second_moment=ONES, gradient=[[1, 2, np.inf], [1, np.nan, 0]])


def test_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "init.json"
    write_baseline(Baseline.of([EVIDENCE], commit="abc"), path)
    baseline = read_baseline(path)
    assert baseline.commit == "abc"
    found = baseline.beside(EVIDENCE).baseline
    assert found is not None
    np.testing.assert_array_equal(found.second_moment, ONES)
    np.testing.assert_array_equal(found.gradient, [[1, 2, np.nan], [1, np.nan, 0]])
    assert np.isnan(found.mean_cosine).all()


def test_layers_are_matched_by_name() -> None:
    wider = make_evidence(second_moment=[[1.0, 2.0, 3.0, 4.0]])
    found = Baseline.of([wider]).beside(EVIDENCE).baseline
    assert found is not None
    np.testing.assert_array_equal(found.second_moment, [[1, 2, 3]])
    fewer = Baseline.of([EVIDENCE]).beside(wider).baseline
    assert fewer is not None
    np.testing.assert_array_equal(fewer.second_moment[:, 3], [np.nan, np.nan])


def test_a_scheme_that_the_baseline_does_not_know_is_told() -> None:
    other = make_evidence("lecun", second_moment=ONES)
    baseline = Baseline.of([other])
    report = judge_all([EVIDENCE], Gates(), target=Target(), baseline=baseline)
    assert report.remarks == (
        "the baseline does not know xavier; write a new one with --save-baseline",
    )


def test_drift_is_a_verdict_like_any_other() -> None:
    moved = make_evidence(second_moment=3 * ONES)
    report = judge_all([moved], Gates(), target=Target(), baseline=Baseline.of([EVIDENCE]))
    (verdict,) = report.verdicts
    assert verdict.rule == "FS501"
    assert report.has_passed
    strict = Gates(fail_on="warning")
    assert not judge_all(
        [moved], strict, target=Target(), baseline=Baseline.of([EVIDENCE])
    ).has_passed


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"kind": "fanscope-baseline/9"}', '{"schemes": 1}']
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "init.json"
    path.write_text(text)
    with pytest.raises(SpecError, match="--baseline: is no baseline"):
        read_baseline(path)
