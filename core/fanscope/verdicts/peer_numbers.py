"""What the rules of other tools look at and ours do not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fanscope.frames import Quantity, Statistic
from fanscope.histogram import BIN_HIGHS, BIN_LOWS, Histogram, quantiles
from fanscope.layout import LayerLayout, NetworkLayout
from fanscope.seed_track import SeedTrack
from fanscope.verdicts.evidence import Numbers

FLAT: dict[str, tuple[float, float]] = {
    "tanh": (-9.4999, 9.4999),
    "sigmoid": (-23.0, 16.99999),
}
"""SageMaker SaturatedActivation's defaults: outside, the slope is 0 to the last bit (amazon2020debugger)."""
_ENDS = (0.05, 0.95)


def read_for_peers(layout: NetworkLayout, tracks: Sequence[SeedTrack]) -> dict[str, Numbers]:
    """Return the attributes of :class:`~fanscope.verdicts.evidence.Seeds` that only other tools' rules look at."""
    layers = layout.layers

    def read(quantity: Quantity, statistic: Statistic) -> Numbers:
        return np.array(
            [
                [track.finite_part(layer.name, quantity, statistic)[0] for layer in layers]
                for track in tracks
            ]
        )

    bent = [layer.activation != "linear" for layer in layers]
    return {
        "variance": np.where(bent, read("preactivation", "var"), np.nan),
        "activation_var": np.where(bent, read("activation", "var"), np.nan),
        "gradient_size": np.sqrt(read("weight_gradient", "second_moment")),
        "gradient_span": np.array([_spans(layers, track) for track in tracks]),
        "flat": np.array([[_flat_share(layer, track) for layer in layers] for track in tracks]),
    }


def _spans(layers: Sequence[LayerLayout], track: SeedTrack) -> Numbers:
    found = [track.histogram(layer.name, "weight_gradient", 0) for layer in layers]
    empty = Histogram(np.empty(0, np.uint16), np.empty(0, np.uint64))
    low, high = quantiles([each or empty for each in found], _ENDS).T
    return np.asarray(high - low, dtype=np.float64)


def _flat_share(layer: LayerLayout, track: SeedTrack) -> float:
    """Return the fraction of a layer's pre-activations outside the tool's points, to the width of a bin."""
    ends = FLAT.get(layer.activation)
    histogram = track.histogram(layer.name, "preactivation", 0)
    if ends is None or histogram is None or not histogram.counts.size:
        return np.nan
    low, high = ends
    is_flat = (BIN_HIGHS[histogram.bins] <= low) | (BIN_LOWS[histogram.bins] >= high)
    return float(histogram.counts[is_flat].sum() / histogram.counts.sum())
