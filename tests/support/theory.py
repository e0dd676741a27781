"""Specs for theory's tests, and how often a prediction holds what the oracle measures."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanscope.spec import ExperimentSpec
from fanscope.theory import Estimate, Prediction
from fanscope.training.data import load_dataset
from support.oracles import DrawBatch, Measured, gaussian_batches, real_batches
from support.specs import mlp_of

QUANTITIES = (
    "weight_variance",
    "second_moment",
    "between_input_var",
    "gradient_second_moment",
)
DIGITS: dict[str, Any] = {"name": "digits"}


def gaussian(features: int, classes: int = 10) -> dict[str, Any]:
    """Return the data section of a spec for Gaussian noise."""
    return {"name": "gaussian", "features": features, "classes": classes}


def plain(widths: list[int], activation: str, scheme: Any, **changes: Any) -> ExperimentSpec:
    """Return a spec of one scheme on a plain network."""
    main = {"kind": "mlp", "widths": widths, "activation": activation}
    return _spec(main, scheme, **changes)


def generated(
    widths: list[int],
    activation: str,
    scheme: Any,
    *,
    biases: bool = False,
    size: int = 16,
    trunk: list[int] | None = None,
    **changes: Any,
) -> ExperimentSpec:
    """Return a spec of one scheme on a hypernetwork."""
    network = {
        "kind": "hypernetwork",
        "main": {"kind": "mlp", "widths": widths, "activation": activation},
        "generates": "weights_and_biases" if biases else "weights",
        "conditioning": {"kind": "learned", "size": size},
        "trunk": {"widths": trunk or []},
    }
    return _spec(network, scheme, **changes)


def _spec(
    network: dict[str, Any], scheme: Any, *, data: dict[str, Any] = DIGITS, batch: int = 100
) -> ExperimentSpec:
    return ExperimentSpec.model_validate(
        {
            "network": network,
            "data": data,
            "schemes": [scheme],
            "training": {"batch_size": batch},
        }
    )


@lru_cache(maxsize=1)
def _digits() -> DrawBatch:
    train = load_dataset(ExperimentSpec.model_validate(_ANY).data).train
    return real_batches(train.standardized().numpy(), train.labels.numpy())


_ANY = {"network": {"widths": [64, 10], "kind": "mlp"}, "schemes": ["xavier"], "data": DIGITS}


def batches_for(spec: ExperimentSpec) -> DrawBatch:
    """Return the oracle's source of batches for a spec's data, digits or gaussian."""
    if spec.data.name == "digits":
        return _digits()
    return gaussian_batches(mlp_of(spec).widths[0], mlp_of(spec).widths[-1])


def coverage(prediction: Prediction, measured: Measured, quantity: str) -> NDArray[np.float64]:
    """Return the fraction of draws inside the interval, per layer."""
    estimates: list[Estimate] = [getattr(layer, quantity) for layer in prediction.layers]
    values = getattr(measured, quantity)
    low, high = (np.array([getattr(e, side) for e in estimates]) for side in ("low", "high"))
    inside: NDArray[np.float64] = ((values >= low) & (values <= high)).mean(0)
    return inside
