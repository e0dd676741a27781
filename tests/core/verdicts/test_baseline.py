"""Baselines: what is kept, and what counts as drift."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction
from fanscope.verdicts import Baseline, Evidence
from fanscope.verdicts.judging import judge_evidence
from support.made_evidence import make_evidence


def _drawn(seed: int, *, seeds: int = 4, shift: float = 1.0, layer: int = 3) -> Evidence:
    """Return evidence of seeds that differ by a tenth; one layer's signal times ``shift``."""
    rng = np.random.default_rng(seed)
    second = 2.0 * np.exp(0.1 * rng.normal(size=(seeds, 6)))
    second[:, layer:] *= shift
    return make_evidence(seeds=seeds, numbers={"second_moment": second})


def _drift(now: Evidence, then: Evidence) -> list[tuple[str | None, float | None, float | None]]:
    verdicts = judge_evidence(now, baseline=Baseline.of([then]))
    return [(v.layer, v.measured, v.bound) for v in verdicts if v.rule == "FS115"]


def test_json_both_ways() -> None:
    evidence = make_evidence(seeds=2, numbers={"gradient": [np.nan, 1, np.inf, 1, 1, 1]})
    baseline = Baseline.of([evidence])
    assert Baseline.model_validate_json(baseline.model_dump_json()) == baseline
    layer = baseline.schemes["as built"]["main.0"]
    assert layer.second_moment == (2.0, 2.0)
    assert layer.gradient == (None, None)


def test_the_same_numbers_do_not_drift() -> None:
    evidence = _drawn(0)
    assert _drift(evidence, evidence) == []


def test_seeds_alone_seldom_drift() -> None:
    """200 pairs of independent draws; a hundredth of them may, and 3 standard deviations more."""
    number = sum(bool(_drift(_drawn(2 * i), _drawn(2 * i + 1))) for i in range(200))
    assert number <= 200 * 0.01 + 3 * np.sqrt(200 * 0.01)


def test_what_changed_is_found_where_it_begins() -> None:
    (found,) = _drift(_drawn(0, seeds=6, shift=2.0), _drawn(1, seeds=6))
    layer, now, then = found
    assert layer == "main.3"
    assert now == pytest.approx(4.0, rel=0.2)
    assert then == pytest.approx(2.0, rel=0.2)


def test_differences_of_a_few_percent_do_not_matter() -> None:
    """However certain: all seeds equal, and 5 percent more than before."""
    assert (
        _drift(make_evidence(seeds=3, numbers={"second_moment": 2.1}), make_evidence(seeds=3)) == []
    )
    assert _drift(make_evidence(seeds=3, numbers={"second_moment": 2.4}), make_evidence(seeds=3))


def test_what_the_baseline_does_not_have_is_not_compared() -> None:
    baseline = Baseline(schemes={"another": {}})
    verdicts = judge_evidence(_drawn(0, shift=2.0), baseline=baseline)
    assert not [verdict for verdict in verdicts if verdict.rule == "FS115"]


class TestOneSeed:
    def _with_theory(self, second: float, *, width: float) -> Evidence:
        estimate = Estimate(2.0, 2.0 / width, 2.0 * width)
        layers = tuple(
            LayerPrediction(f"main.{i}", 100, 100, None, None, None, estimate, None, None)
            for i in range(6)
        )
        prediction = Prediction("as built", layers, None)
        return make_evidence(numbers={"second_moment": second}, prediction=prediction)

    def test_theory_s_spread_stands_in(self) -> None:
        then = make_evidence()
        assert _drift(self._with_theory(2.5, width=1.5), then) == []
        assert _drift(self._with_theory(2.5, width=1.05), then)[0][0] == "main.0"

    def test_without_theory_nothing_can_be_said(self) -> None:
        assert _drift(make_evidence(numbers={"second_moment": 2.5}), make_evidence()) == []
