"""Drift from a baseline: seen where it is, and not where only the seeds differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from fanscope.verdicts import Evidence, Seeds, Thresholds, Verdict, judge_evidence
from support.evidence import make_evidence

LAYERS = 6
SPREAD = 0.1
"""Standard deviation of the logarithm between seeds."""


def _draw(generator: np.random.Generator, seeds: int, factor: float = 1.0) -> NDArray[np.float64]:
    logs = generator.normal(0, SPREAD, (seeds, LAYERS))
    logs[:, 3:] += np.log10(factor)
    return np.asarray(10.0**logs)


def _drift(now: NDArray[np.float64], before: NDArray[np.float64]) -> Verdict | None:
    evidence = make_evidence(second_moment=now)
    baseline = Seeds.of(before.shape, second_moment=before)
    return _find(replace(evidence, baseline=baseline))


def _find(evidence: Evidence, thresholds: Thresholds | None = None) -> Verdict | None:
    found = judge_evidence(evidence, thresholds or Thresholds())
    return next((verdict for verdict in found if verdict.rule == "FS501"), None)


@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_other_seeds_of_the_same_network_do_not_drift(seeds: int) -> None:
    """At most 1 false alarm in 100 is asked for; with 400 draws the 99.9 % quantile of the count is 11."""
    generator = np.random.default_rng(seeds)
    alarms = sum(
        _drift(_draw(generator, seeds), _draw(generator, seeds)) is not None for _ in range(400)
    )
    assert alarms <= 11


@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_five_times_as_much_is_seen_where_it_begins(seeds: int) -> None:
    generator = np.random.default_rng(seeds)
    verdicts = [
        _drift(_draw(generator, seeds, factor=5), _draw(generator, seeds)) for _ in range(100)
    ]
    assert sum(verdict is not None for verdict in verdicts) >= 95
    layers = [verdict.layer for verdict in verdicts if verdict is not None]
    assert layers.count("main.3") >= 0.8 * len(layers)


def test_the_same_numbers_never_drift() -> None:
    numbers = _draw(np.random.default_rng(0), 2)
    assert _drift(numbers, numbers) is None
    assert _drift(numbers[:1], numbers[:1]) is None


def test_one_seed_each_tells_only_a_factor_of_two() -> None:
    before = np.ones((1, LAYERS))
    assert _drift(1.9 * before, before) is None
    verdict = _drift(2.1 * before, before)
    assert verdict is not None
    assert verdict.measured == pytest.approx(2.1)
    assert verdict.bound == pytest.approx(1)
    assert "2.1 times the baseline's 1" in verdict.explanation


def test_what_became_zero_has_drifted() -> None:
    ones = np.ones((2, LAYERS))
    now = ones.copy()
    now[:, 2] = 0
    for pair in ((now, ones), (ones, now)):
        verdict = _drift(*pair)
        assert verdict is not None
        assert verdict.layer == "main.2"


def test_what_the_baseline_does_not_know_is_not_judged() -> None:
    now = np.ones((2, LAYERS))
    before = np.full((2, LAYERS), np.nan)
    assert _drift(now, before) is None


def test_it_can_be_set_and_silenced() -> None:
    ones = np.ones((1, LAYERS))
    evidence = replace(
        make_evidence(second_moment=3 * ones),
        baseline=Seeds.of((1, LAYERS), second_moment=ones),
    )
    verdict = _find(evidence)
    assert verdict is not None
    assert verdict.severity == "warning"
    assert _find(evidence, Thresholds.model_validate({"rules": {"FS501": "off"}})) is None
    error = _find(evidence, Thresholds.model_validate({"rules": {"baseline-drift": "error"}}))
    assert error is not None
    assert error.severity == "error"
    wide = Thresholds.model_validate({"rules": {"FS501": {"bounds": {"alone": 4}}}})
    assert _find(evidence, wide) is None
