"""One panel of a distribution over steps: its quantiles, its size, what theory says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.merging import merged_over, recorded_steps
from fanscope.figures.selection import Selection
from fanscope.figures.spacing import spread_steps
from fanscope.frames import Quantity, Statistic
from fanscope.histogram import quantiles
from fanscope.over_seeds import over_seeds
from fanscope.seed_track import SeedTrack
from fanscope.theory.prediction import Estimate

PROBABILITIES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
MOST_STEPS = 32
STATISTICS_SHOWN: tuple[Statistic, ...] = ("var", "target_ratio", "num_nonfinite")


@dataclass(frozen=True, slots=True, eq=False)
class BandPanel:
    """The distribution of one quantity in one layer under one scheme over steps, all seeds together.

    Attributes:
        scheme: Label of the scheme.
        layer: Name of the layer.
        steps: Steps shown, ascending, [T].
        quantiles: At :data:`PROBABILITIES`, [T, 7]; NaN where nothing is finite.
        std: Median over seeds of the standard deviation of the finite values, [T].
        target_ratio: Median over seeds of the standard deviation over what the layer asks for, [T].
        broken: Whether any seed had non-finite data, [T].
        predicted_std: The standard deviation that theory predicts at step 0.
    """

    scheme: str
    layer: str
    steps: NDArray[np.int64]
    quantiles: NDArray[np.float64]
    std: NDArray[np.float64]
    target_ratio: NDArray[np.float64]
    broken: NDArray[np.bool_]
    predicted_std: Estimate | None

    @property
    def target_std(self) -> float:
        """The standard deviation that the layer asks for; NaN where it is not known."""
        if not self.steps.size or not self.target_ratio[0] > 0:
            return math.nan
        return float(self.std[0] / self.target_ratio[0])


def read_bands(
    selection: Selection, scheme: str, layers: Sequence[str], quantity: Quantity
) -> list[BandPanel]:
    """Return what a scheme's panels show; without frames they have no steps."""
    tracks = [t for t in selection.tracks(scheme) if any(t.has(name, quantity) for name in layers)]
    steps = spread_steps(recorded_steps(tracks), MOST_STEPS)
    if not steps.size:
        return [_empty(selection, scheme, layer, quantity) for layer in layers]
    indices = [track.indices_of(steps) for track in tracks]
    found = quantiles(merged_over(tracks, layers, quantity, indices), PROBABILITIES)
    bands = found.reshape(len(layers), steps.size, len(PROBABILITIES))
    middle = _medians(tracks, layers, quantity, indices)
    return [
        BandPanel(
            scheme=scheme,
            layer=layer,
            steps=steps,
            quantiles=bands[row],
            std=middle[row, 0],
            target_ratio=middle[row, 1],
            broken=middle[row, 2] > 0,
            predicted_std=_predicted_std(selection, scheme, layer, quantity),
        )
        for row, layer in enumerate(layers)
    ]


def _empty(selection: Selection, scheme: str, layer: str, quantity: Quantity) -> BandPanel:
    nothing = np.empty(0)
    return BandPanel(
        scheme=scheme,
        layer=layer,
        steps=np.empty(0, np.int64),
        quantiles=np.empty((0, len(PROBABILITIES))),
        std=nothing,
        target_ratio=nothing,
        broken=np.empty(0, np.bool_),
        predicted_std=_predicted_std(selection, scheme, layer, quantity),
    )


def _medians(
    tracks: Sequence[SeedTrack],
    layers: Sequence[str],
    quantity: Quantity,
    indices: Sequence[NDArray[np.intp]],
) -> NDArray[np.float64]:
    """Return standard deviation, target ratio and number of non-finite data, [L, 3, T].

    The first two are medians over seeds, the last is the greatest.
    """
    values = np.array(
        [
            [
                [track.finite_part(layer, quantity, name)[index] for name in STATISTICS_SHOWN]
                for layer in layers
            ]
            for track, index in zip(tracks, indices, strict=True)
        ]
    )
    for seed, index in enumerate(indices):
        values[seed, :, :, index < 0] = np.nan
    values[:, :, 0] = np.sqrt(values[:, :, 0])
    seeds = over_seeds(values)
    return np.concatenate([seeds.median[:, :2], seeds.high[:, 2:]], axis=1)


def _predicted_std(
    selection: Selection, scheme: str, layer: str, quantity: Quantity
) -> Estimate | None:
    prediction = selection.result.predictions.get(scheme)
    if prediction is None or quantity not in ("weight", "generated_weight"):
        return None
    for known in prediction.layers:
        if known.layer == layer and known.weight_variance is not None:
            variance = known.weight_variance
            return Estimate(*(math.sqrt(v) for v in (variance.value, variance.low, variance.high)))
    return None
