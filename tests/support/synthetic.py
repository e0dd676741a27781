"""Made-up experiments with the look of real ones: moments by scheme follow science.md's reference table."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from fanscope.frames import STATISTICS, Frame, Probe, Quantity, Track
from fanscope.histogram import Histogram
from fanscope.result import Divergence, ExperimentResult, RunResult
from fanscope.spec import Activation, ExperimentSpec, SchemeChoice
from fanscope.theory.prediction import Estimate, LayerPrediction, Prediction
from support.specs import mlp_of

PAPER = ("xavier", "kaiming", "hyperfan-in", "hyperfan-out")
GROWTH = {"xavier": 480.0, "kaiming": 960.0, "hyperfan-out": 1.3, "xavier-avg": 0.2}
SAMPLE = 400


def spec_of(
    schemes: Sequence[str] = PAPER,
    *,
    widths: Sequence[int] = (784, 500, 500, 500, 500, 500, 10),
    activation: Activation = "tanh",
    plain: bool = False,
    seeds: int = 3,
    steps: int = 600,
    name: str = "synthetic",
) -> ExperimentSpec:
    """Return a spec; a hypernetwork unless ``plain``."""
    main = {"kind": "mlp", "widths": list(widths), "activation": activation}
    network = main if plain else {"kind": "hypernetwork", "main": main}
    return ExperimentSpec.model_validate(
        {
            "name": name,
            "network": network,
            "data": {"name": "mnist"},
            "training": {"steps": steps},
            "schemes": [SchemeChoice(name=scheme) for scheme in schemes],
            "seeds": seeds,
        }
    )


def make_result(
    spec: ExperimentSpec,
    *,
    frames: int = 60,
    diverge: Sequence[str] = (),
    with_runs: bool = True,
    sample: int = SAMPLE,
) -> ExperimentResult:
    """Return an experiment whose runs have ``frames`` frames; schemes in ``diverge`` break at step 3."""
    predictions = {choice.label: predict(spec, choice.label) for choice in spec.schemes}
    runs = [
        make_run(spec, choice.label, seed, frames, sample, diverged=choice.label in diverge)
        for choice in spec.schemes
        for seed in spec.seed_list
        if with_runs
    ]
    return ExperimentResult(spec=spec, runs=tuple(runs), predictions=predictions)


def make_run(
    spec: ExperimentSpec, scheme: str, seed: int, frames: int, sample: int, *, diverged: bool
) -> RunResult:
    """Return one run; without frames it is queued."""
    rng = np.random.default_rng([seed, len(scheme)])
    steps = log_steps(spec.training.steps, frames)
    if diverged:
        steps = np.arange(4)
    made = list(_frames(spec, scheme, steps, rng, sample, diverged=diverged))
    track = Track.from_frames(made) if made else None
    finished = bool(made) and (diverged or steps[-1] == spec.training.steps)
    return RunResult(
        id=f"{scheme}-{seed}",
        scheme=scheme,
        seed=seed,
        status="finished" if finished else "running" if made else "queued",
        track=track,
        diverged_at=Divergence(int(steps[-1]), "main.2") if diverged else None,
    )


def log_steps(last: int, frames: int) -> NDArray[np.int64]:
    """Return about so many steps spaced evenly in log(1 + step)."""
    if frames < 2:
        return np.zeros(frames, np.int64)
    return np.unique(np.round(np.expm1(np.linspace(0, math.log1p(last), frames))).astype(np.int64))


def predict(spec: ExperimentSpec, scheme: str) -> Prediction:
    """Return a made-up prediction with intervals that widen with depth."""
    layers = []
    for index, second in enumerate(second_moments(spec, scheme)):
        spread = 1.15 + 0.08 * index
        target = 1.0 / mlp_of(spec).widths[index]
        layers.append(
            LayerPrediction(
                layer=f"main.{index}",
                fan_in=mlp_of(spec).widths[index],
                fan_out=mlp_of(spec).widths[index + 1],
                weight_variance=_estimate(target * GROWTH.get(scheme, 1.0), 1.3),
                head_variance=target / 50,
                bias_head_variance=None,
                second_moment=_estimate(second, spread),
                between_input_var=_estimate(0.6 * second, spread),
                gradient_second_moment=_estimate(gradient(scheme, index), spread),
            )
        )
    return Prediction(scheme, tuple(layers), _estimate(2.33 * max(1.0, _loss_factor(scheme)), 1.05))


def second_moments(spec: ExperimentSpec, scheme: str) -> list[float]:
    """Return the second moment of each layer's pre-activations at step 0."""
    growth = GROWTH.get(scheme, 1.0)
    moments, incoming = [], 1.0
    for _ in mlp_of(spec).widths[1:]:
        q = max(growth * incoming, 1e-30)
        moments.append(q)
        incoming = q / (1 + q) if mlp_of(spec).activation == "tanh" else q / 2
    return moments


def gradient(scheme: str, index: int) -> float:
    """Return a made-up gradient second moment of a layer."""
    growth = GROWTH.get(scheme, 1.0)
    return float(1e-3 * max(growth, 1e-3) ** (0.7 * (5 - index)))


def _loss_factor(scheme: str) -> float:
    return math.sqrt(GROWTH.get(scheme, 1.0)) / 1.5


def _estimate(value: float, spread: float) -> Estimate:
    return Estimate(value, value / spread, value * spread)


def _frames(
    spec: ExperimentSpec,
    scheme: str,
    steps: Iterable[int],
    rng: np.random.Generator,
    sample: int,
    *,
    diverged: bool,
) -> Iterable[Frame]:
    moments = second_moments(spec, scheme)
    wobble = np.exp(rng.normal(0, 0.12, len(moments)))
    plain = spec.network.kind == "mlp"
    previous = -1
    for step in steps:
        drift = 1 + 0.1 * math.log1p(step)
        broken = diverged and step == list(steps)[-1]
        probes, rows, histograms = [], [], []
        for index, second in enumerate(moments):
            values = _layer_values(spec, scheme, index, second * wobble[index] * drift, rng, sample)
            if plain:
                values["weight"] = values.pop("generated_weight")
            for quantity, numbers in values.items():
                if broken and index >= 2:
                    numbers = np.where(rng.random(sample) < 0.5, np.nan, numbers)
                probes.append(Probe(f"main.{index}", quantity))
                last = index == len(moments) - 1
                row = statistics(numbers, quantity, "linear" if last else mlp_of(spec).activation)
                if quantity == "generated_weight":
                    target = 1 / mlp_of(spec).widths[index]
                    row[STATISTICS.index("target_ratio")] = math.sqrt(row[2] / target)
                rows.append(row)
                histograms.append(Histogram.from_values(numbers.astype(np.float32)))
        base = 2.3 * max(1.0, _loss_factor(scheme))
        curve = base / (1 + 0.02 * np.arange(previous + 1, step + 1)) ** 0.6
        losses = (curve * np.exp(rng.normal(0, 0.08, curve.size))).astype(np.float32)
        if broken:
            losses[-1] = np.nan
        previous = step
        yield Frame(
            step=int(step),
            loss=float(losses[-1]),
            accuracy=0.1,
            losses=losses,
            probes=tuple(probes),
            statistics=np.array(rows),
            histograms=tuple(histograms),
        )


def _layer_values(
    spec: ExperimentSpec,
    scheme: str,
    index: int,
    second: float,
    rng: np.random.Generator,
    sample: int,
) -> dict[Quantity, NDArray[np.float64]]:
    pre = rng.normal(0, math.sqrt(second), sample)
    last = index == len(mlp_of(spec).widths) - 2
    squashed = {"tanh": np.tanh(pre), "relu": np.maximum(pre, 0), "linear": pre}
    activation = pre if last else squashed[mlp_of(spec).activation]
    width = math.sqrt(3 * GROWTH.get(scheme, 1.0) / mlp_of(spec).widths[index])
    return {
        "preactivation": pre,
        "activation": activation,
        "activation_gradient": rng.normal(0, math.sqrt(gradient(scheme, index)), sample),
        "generated_weight": width * rng.normal(0, 0.6, sample),
        "weight_gradient": rng.normal(0, 1e-4, sample),
        "update": rng.normal(0, 1e-7, sample),
    }


def statistics(values: NDArray[np.float64], quantity: str, activation: str) -> NDArray[np.float64]:
    """Return one row of a frame's statistics, non-finite data counted and left out."""
    finite = values[np.isfinite(values)]
    row = dict.fromkeys(STATISTICS, math.nan)
    row["count"] = values.size
    row["num_nonfinite"] = values.size - finite.size
    if finite.size:
        row |= {
            "mean": finite.mean(),
            "var": finite.var(),
            "second_moment": (finite**2).mean(),
            "min": finite.min(),
            "max": finite.max(),
            "zero_fraction": (finite == 0).mean(),
            "between_input_var": 0.6 * finite.var(),
            "mean_cosine": 0.4,
        }
    if quantity == "activation" and activation == "tanh":
        row["saturated_fraction"] = (np.abs(finite) > 0.97).mean() if finite.size else math.nan
        row["dead_fraction"] = 0.0
    return np.array([row[name] for name in STATISTICS])
