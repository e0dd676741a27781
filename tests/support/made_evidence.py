"""Evidence made by hand: a healthy network of five hidden layers, and what a test puts in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from fanscope.verdicts import Evidence, Healthy, LayerFacts, Seeds, Thresholds, Verdict
from fanscope.verdicts.judging import judge_evidence

LAYERS = 6
WIDTH = 100


def make_evidence(
    *,
    layers: int = LAYERS,
    seeds: int = 1,
    activation: str = "relu",
    healthy: dict[str, Any] | None = None,
    facts: dict[int, dict[str, Any]] | None = None,
    numbers: dict[str, Any] | None = None,
    **others: Any,
) -> Evidence:
    """Return a healthy ReLU network's evidence with other numbers where they are given.

    Args:
        layers: L; the last one has 10 outputs and no activation.
        seeds: S.
        activation: Of all layers but the last.
        healthy: Attributes of :class:`Healthy` instead of the constant ones.
        facts: Attributes of single layers by index.
        numbers: Attributes of :class:`Seeds`, [S, L] or what broadcasts to it.
        **others: Attributes of :class:`Evidence`.
    """
    measured: dict[str, Any] = {
        "second_moment": 2.0,
        "between_input_var": 1.0,
        "mean_cosine": 0.5,
        "gradient": 1.0,
        "weight": 2.0 / WIDTH,
        "twins": 0.0,
        "dead": 0.0,
        "nonfinite": 0.0,
        "loss": 2.3,
    }
    known: dict[str, Any] = {
        "second_moment": np.full(layers, 2.0),
        "gradient": np.ones(layers),
        "weight_variance": np.full(layers, 2.0 / WIDTH),
        "mean_cosine": np.full(layers, 0.5),
        "incoming": 2.0,
    }
    names = [f"main.{index}" for index in range(layers)]
    every = [
        LayerFacts(
            name,
            fan_in=WIDTH,
            fan_out=10 if index == layers - 1 else WIDTH,
            activation=None if index == layers - 1 else activation,
            fed_by=activation,
        )
        for index, name in enumerate(names)
    ]
    for index, changed in (facts or {}).items():
        every[index] = replace(every[index], **changed)
    return Evidence(
        **{
            "scheme": "as built",
            "source": "module",
            "layers": tuple(every),
            "healthy": Healthy(**(known | (healthy or {}))),
            "seeds": Seeds.of((seeds, layers), **(measured | (numbers or {}))),
            **others,
        }
    )


def find(evidence: Evidence, rule: str, **thresholds: Any) -> Verdict | None:
    """Return one rule's verdict, None where it finds nothing."""
    verdicts = judge_evidence(evidence, Thresholds(**thresholds))
    return next((verdict for verdict in verdicts if verdict.rule == rule), None)


def found(evidence: Evidence, **thresholds: Any) -> dict[str, str]:
    """Return the severity of every verdict by its rule."""
    verdicts = judge_evidence(evidence, Thresholds(**thresholds))
    return {verdict.rule: verdict.severity for verdict in verdicts}
