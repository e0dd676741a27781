"""Rules about units: dead, saturated, all alike."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.verdicts import Training
from support.made_evidence import find, found, make_evidence


@pytest.mark.parametrize(("share", "severity"), [(0.74, None), (0.76, "warning"), (1.0, "error")])
def test_dead_units(share: float, severity: str | None) -> None:
    dead = [0, 0, share, share, 0, np.nan]
    verdict = find(make_evidence(numbers={"dead": dead}), "FS107")
    assert (verdict and verdict.severity) == severity
    assert verdict is None or verdict.layer == "main.2"


def test_units_that_die_in_training_are_the_learning_rate_s_fault() -> None:
    training = Training(
        steps=np.array([0, 50]),
        losses=(np.array([2.3, 2.0]),),
        update_ratio=np.full((1, 2, 6), 1e-3),
        dead=np.array([[0.1, 0.9, 0.2, 0.1, 0.1, np.nan]]),
        divergences=(None,),
    )
    verdict = find(make_evidence(training=training), "FS107")
    assert verdict is not None
    assert verdict.layer == "main.1"
    assert "at step 50" in verdict.explanation
    assert verdict.advice == "Lower the learning rate 10 times."


@pytest.mark.parametrize(("share", "is_found"), [(0.49, False), (0.51, True)])
def test_saturated_units(share: float, *, is_found: bool) -> None:
    saturated = [share, 0.1, share, 0.1, 0.1, np.nan]
    verdict = find(make_evidence(activation="tanh", numbers={"saturated": saturated}), "FS108")
    assert (verdict is not None) == is_found
    if verdict is not None:
        assert verdict.severity == "warning"
        assert "2 of 5 layers" in verdict.explanation


class TestSymmetry:
    def test_equal_units_in_a_hidden_layer_never_part(self) -> None:
        evidence = make_evidence(numbers={"twins": [0, 0, 1, 0, 0, 0]})
        verdict = find(evidence, "FS109")
        assert verdict is not None
        assert (verdict.severity, verdict.layer) == ("error", "main.2")

    def test_the_output_layer_s_targets_part_its_units(self) -> None:
        assert not found(make_evidence(numbers={"twins": [0, 0, 0, 0, 0, 1]}))

    def test_one_unit_alone_has_no_twin(self) -> None:
        evidence = make_evidence(facts={2: {"fan_out": 1}}, numbers={"twins": [0, 0, 1, 0, 0, 0]})
        assert "FS109" not in found(evidence)
