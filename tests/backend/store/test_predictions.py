"""What the server remembers of theory, and what it shows when theory fails."""

from __future__ import annotations

import logging

import pytest

from fanscope.spec import ExperimentSpec
from fanscope.theory import predict
from fanscope_backend.store import predictions_of, results
from support.specs import tiny_spec


def test_predictions_are_theorys() -> None:
    spec = tiny_spec(name="remembered")
    assert predictions_of(spec) == predict(spec)


def test_a_fault_of_theory_takes_away_its_numbers_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(spec: ExperimentSpec) -> None:
        raise IndexError(spec.name)

    monkeypatch.setattr(results, "predict", fail)
    spec = tiny_spec(name="theory fails on this")
    with caplog.at_level(logging.ERROR):
        found = predictions_of(spec)
    assert list(found) == [choice.label for choice in spec.schemes]
    assert all(layer.second_moment is None for each in found.values() for layer in each.layers)
    assert "theory failed" in caplog.text
