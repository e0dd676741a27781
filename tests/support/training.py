"""Small experiments that train in a moment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from fanscope.spec import ExperimentSpec, SchemeChoice
from fanscope.training import Step


def plain_experiment(**changes: Any) -> ExperimentSpec:
    """A plain tanh network on digits."""
    return _experiment({"kind": "mlp", "widths": [64, 24, 16, 10]}, changes)


def hypernetwork_experiment(
    *, network: dict[str, Any] | None = None, activation: str = "tanh", **changes: Any
) -> ExperimentSpec:
    """A hypernetwork over a small network on digits; ``network`` changes the hypernetwork."""
    whole = {
        "kind": "hypernetwork",
        "main": {"widths": [64, 24, 16, 10], "activation": activation},
        "conditioning": {"size": 8},
        **(network or {}),
    }
    return _experiment(whole, {"schemes": ["hyperfan-in"], **changes})


def _experiment(network: dict[str, Any], changes: dict[str, Any]) -> ExperimentSpec:
    schemes: Sequence[object] = ["xavier"]
    standard = {
        "network": network,
        "training": {"steps": 6, "batch_size": 20, "optimizer": {"kind": "sgd", "lr": 0.01}},
        "record": {"schedule": "listed", "steps": [0, 2, 3]},
        "schemes": schemes,
    }
    return ExperimentSpec.model_validate({**standard, **changes})


def only_scheme(spec: ExperimentSpec) -> SchemeChoice:
    """The scheme of an experiment that has one."""
    (choice,) = spec.schemes
    return choice


def fingerprint(steps: Iterable[Step]) -> str:
    """Hash everything that the frames of a run hold."""
    digest = hashlib.sha256()
    for frame in (step.frame for step in steps if step.frame is not None):
        digest.update(repr((frame.step, frame.loss, frame.accuracy, frame.probes)).encode())
        digest.update(frame.losses.tobytes() + frame.statistics.tobytes())
        for histogram in frame.histograms:
            digest.update(histogram.bins.tobytes() + histogram.counts.tobytes())
    return digest.hexdigest()
