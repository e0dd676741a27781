"""Rules that look at the training, at the first loss, at the seeds and at theory."""

from __future__ import annotations

from math import log
from typing import Any

import numpy as np
import pytest

from fanscope.result import Divergence
from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction
from fanscope.verdicts import Training
from support.made_evidence import find, found, make_evidence


def _training(seeds: int = 1, **changed: Any) -> Training:
    usual: dict[str, Any] = {
        "steps": np.array([0, 1, 10, 100]),
        "losses": tuple(np.linspace(2.3, 0.3, 101) for _ in range(seeds)),
        "update_ratio": np.full((seeds, 4, 6), 1e-3),
        "dead": np.full((seeds, 6), np.nan),
        "divergences": (None,) * seeds,
    }
    return Training(**(usual | changed))


class TestUpdates:
    def test_a_thousandth_is_right(self) -> None:
        assert not found(make_evidence(training=_training()))

    def test_one_layer_thrown_about(self) -> None:
        ratios = np.full((1, 4, 6), 1e-3)
        ratios[:, :, 3] = 0.5
        verdict = find(make_evidence(training=_training(update_ratio=ratios)), "FS111")
        assert verdict is not None
        assert (verdict.layer, verdict.measured, verdict.bound) == ("main.3", 0.5, 0.1)
        assert verdict.advice.startswith("Lower the learning rate")

    def test_slow_only_where_every_layer_is(self) -> None:
        ratios = np.full((1, 4, 6), 1e-6)
        verdict = find(make_evidence(training=_training(update_ratio=ratios)), "FS111")
        assert verdict is not None
        assert verdict.advice == "Raise the learning rate 1000 times."
        ratios[:, :, 2] = 1e-3
        assert not found(make_evidence(training=_training(update_ratio=ratios)))

    def test_the_last_step_makes_none(self) -> None:
        ratios = np.full((1, 4, 6), 1e-3)
        ratios[:, -1] = np.nan
        assert not found(make_evidence(training=_training(update_ratio=ratios)))


class TestDivergence:
    def test_a_sound_start_blames_the_learning_rate(self) -> None:
        training = _training(2, divergences=(None, Divergence(7, "main.4")))
        verdict = find(make_evidence(seeds=2, training=training), "FS110")
        assert verdict is not None
        assert (verdict.severity, verdict.layer, verdict.measured) == ("error", "main.4", None)
        assert "1 of 2 runs" in verdict.explanation
        assert "step 7" in verdict.explanation
        assert verdict.advice == "Lower the learning rate 10 times."

    def test_an_explosion_blames_the_weights(self) -> None:
        training = _training(divergences=(Divergence(2, "main.4"),))
        numbers = {"second_moment": 2.0 * 50.0 ** np.arange(6), "weight": 1.0}
        verdict = find(make_evidence(numbers=numbers, training=training), "FS110")
        assert verdict is not None
        assert "kaiming_normal_" in verdict.advice
        assert "main.0" in verdict.advice
        assert "main.5" in verdict.advice


@pytest.mark.parametrize(("loss", "is_found"), [(9.9 * log(10), False), (10.1 * log(10), True)])
def test_the_first_loss(loss: float, *, is_found: bool) -> None:
    evidence = make_evidence(expected_loss=log(10), numbers={"loss": [loss]})
    assert ("FS112" in found(evidence)) == is_found
    assert "FS112" not in found(make_evidence(numbers={"loss": [loss]}))


class TestSeeds:
    def test_wide_layers_that_disagree(self) -> None:
        second = np.full((3, 6), 2.0)
        second[0, 2:] = 0.25
        assert not found(make_evidence(seeds=3, numbers={"second_moment": second}))
        second[0, 2:] = 0.19
        verdict = find(make_evidence(seeds=3, numbers={"second_moment": second}), "FS114")
        assert verdict is not None
        assert verdict.layer == "main.2"
        assert verdict.measured == pytest.approx(2 / 0.19)

    def test_few_units_may(self) -> None:
        second = np.full((3, 6), 2.0)
        second[0, 5] = 0.01
        evidence = make_evidence(
            seeds=3, facts={5: {"fan_out": 1}}, numbers={"second_moment": second}
        )
        assert "FS114" not in found(evidence)

    def test_one_learns_and_another_does_not(self) -> None:
        losses = (np.linspace(2.3, 0.3, 101), np.linspace(2.3, 2.2, 101))
        verdict = find(make_evidence(seeds=2, training=_training(2, losses=losses)), "FS114")
        assert verdict is not None
        assert verdict.measured == pytest.approx((0.1 * 0.955) / (2.0 * 0.955), rel=1e-2)

    def test_none_learns_yet(self) -> None:
        losses = (np.linspace(2.3, 2.2, 101), np.linspace(2.3, 2.299, 101))
        assert not found(make_evidence(seeds=2, training=_training(2, losses=losses)))


class TestTheory:
    def _prediction(self, value: float) -> Prediction:
        estimate = Estimate(value, value / 1.2, value * 1.2)
        layers = tuple(
            LayerPrediction(f"main.{i}", 100, 100, None, None, None, estimate, None, None)
            for i in range(6)
        )
        return Prediction("as built", layers, None)

    @pytest.mark.parametrize(("value", "is_found"), [(2.0, False), (1.01, False), (0.9, True)])
    def test_far_outside_the_interval(self, value: float, *, is_found: bool) -> None:
        """3 half-widths of 1.2 are a factor of 1.73; the bound asks for a factor of 2 besides."""
        verdict = find(make_evidence(prediction=self._prediction(value)), "FS113")
        assert (verdict is not None) == is_found

    def test_every_seed_has_to_be_off(self) -> None:
        second = np.full((2, 6), 20.0)
        second[0] = 2.0
        numbers = {"second_moment": second}
        evidence = make_evidence(seeds=2, numbers=numbers, prediction=self._prediction(2.0))
        assert "FS113" not in found(evidence)
