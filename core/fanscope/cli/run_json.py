"""The JSON document of ``fanscope run --format json``."""

from __future__ import annotations

from math import isfinite
from typing import Any

from fanscope.frames import Probe, Quantity, Statistic, Track
from fanscope.result import Divergence, ExperimentResult, RunResult
from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction

STATISTICS: dict[str, Statistic] = {
    "mean": "mean",
    "var": "var",
    "second_moment": "second_moment",
    "saturated_fraction": "saturated_fraction",
    "dead_fraction": "dead_fraction",
    "between_input_var": "between_input_var",
}


def run_json(result: ExperimentResult) -> dict[str, Any]:
    """Return every run with its losses, the number of its frames and its step 0.

    ``predicted`` and ``interval`` speak of the statistic that ``predicted_statistic`` names.
    """
    return {
        "name": result.spec.name,
        "runs": [_run(run, result.predictions[run.scheme]) for run in result.runs],
    }


def _run(run: RunResult, prediction: Prediction) -> dict[str, Any]:
    track = run.track
    return {
        "scheme": run.scheme,
        "seed": run.seed,
        "status": run.status,
        "diverged_at": _divergence(run.diverged_at),
        "warnings": list(run.warnings),
        "loss": {
            "first": _finite(track.losses[0]) if track else None,
            "last": _finite(track.losses[-1]) if track else None,
        },
        "frames": len(track.steps) if track else 0,
        "step0": [_probe(track, probe, prediction) for probe in track.probes] if track else [],
    }


def _divergence(at: Divergence | None) -> dict[str, Any] | None:
    return {"step": at.step, "layer": at.layer} if at else None


def _probe(track: Track, probe: Probe, prediction: Prediction) -> dict[str, Any]:
    def at_step0(statistic: Statistic) -> float:
        return float(track.statistic(probe.layer, probe.quantity, statistic)[0])

    statistic, estimate = _predicted(probe, prediction)
    return {
        "layer": probe.layer,
        "quantity": probe.quantity,
        **{key: _finite(at_step0(name)) for key, name in STATISTICS.items()},
        "nonfinite": int(at_step0("num_nonfinite")),
        "predicted": _finite(estimate.value) if estimate else None,
        "interval": [_finite(estimate.low), _finite(estimate.high)] if estimate else None,
        "predicted_statistic": statistic if estimate else None,
    }


def _predicted(probe: Probe, prediction: Prediction) -> tuple[Statistic, Estimate | None]:
    layers = {layer.layer: layer for layer in prediction.layers}
    layer = layers.get(probe.layer)
    return ("second_moment", None) if layer is None else _of_quantity(layer, probe.quantity)


def _of_quantity(layer: LayerPrediction, quantity: Quantity) -> tuple[Statistic, Estimate | None]:
    match quantity:
        case "preactivation":
            return "second_moment", layer.second_moment
        case "activation_gradient":
            return "second_moment", layer.gradient_second_moment
        case "weight" | "generated_weight":
            return "var", layer.weight_variance
        case _:
            return "second_moment", None


def _finite(value: float) -> float | None:
    return float(value) if isfinite(value) else None
