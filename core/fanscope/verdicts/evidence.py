"""What the rules look at: one scheme's step 0, layer by layer, and its non-finite numbers over the run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanscope.frames import Quantity, Statistic
from fanscope.layout import LayerLayout, NetworkLayout, lay_out
from fanscope.over_seeds import over_seeds
from fanscope.result import Divergence, ExperimentResult
from fanscope.seed_track import SeedTrack
from fanscope.spec import HypernetworkSpec, MlpSpec
from fanscope.theory.prediction import Prediction

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One scheme as the rules see it; arrays are medians over seeds at step 0, [L], NaN where not measured.

    Attributes:
        scheme: Its label.
        layout: The whole network.
        is_chain: Whether each layer reads the one before it alone, through its activation.
        hypernetwork: Whether a hypernetwork generates the weights.
        second_moment: Of the pre-activations.
        between_input_var: Variance of a unit over the inputs, mean over units.
        mean_cosine: Mean cosine between two inputs' pre-activations.
        gradient: Second moment of one example's loss gradient by the pre-activation.
        saturated: Fraction of saturated activations.
        weight: Second moment of the weights, generated or not.
        prediction: Theory for this scheme, None where there is none.
        divergences: First non-finite step and layer of each seed that broke, None for the others.
    """

    scheme: str
    layout: NetworkLayout
    is_chain: bool
    hypernetwork: bool
    second_moment: Numbers
    between_input_var: Numbers
    mean_cosine: Numbers
    gradient: Numbers
    saturated: Numbers
    weight: Numbers
    prediction: Prediction | None
    divergences: tuple[Divergence | None, ...]

    @property
    def layers(self) -> tuple[LayerLayout, ...]:
        """The main network's layers, input side first, L of them."""
        return self.layout.layers

    def name_of(self, index: int) -> str:
        """Return the name of a layer."""
        return self.layers[index].name


def read_evidence(result: ExperimentResult, scheme: str) -> Evidence | None:
    """Return what the rules look at; None before the scheme's first frame."""
    runs = [run for run in result.runs_of(scheme) if run.track is not None and run.track.steps.size]
    tracks = [SeedTrack(run.track) for run in runs if run.track is not None]
    if not tracks:
        return None
    layout = lay_out(result.spec.network)
    layers = layout.layers
    generated = isinstance(result.spec.network, HypernetworkSpec)

    def read(quantity: Quantity, statistic: Statistic) -> Numbers:
        rows = [
            [track.finite_part(layer.name, quantity, statistic)[0] for layer in layers]
            for track in tracks
        ]
        return over_seeds(np.array(rows)).median

    return Evidence(
        scheme=scheme,
        layout=layout,
        is_chain=isinstance(result.spec.main, MlpSpec),
        hypernetwork=generated,
        second_moment=read("preactivation", "second_moment"),
        between_input_var=read("preactivation", "between_input_var"),
        mean_cosine=read("preactivation", "mean_cosine"),
        gradient=read("activation_gradient", "second_moment"),
        saturated=read("activation", "saturated_fraction"),
        weight=read("generated_weight" if generated else "weight", "second_moment"),
        prediction=result.predictions.get(scheme),
        divergences=tuple(run.diverged_at for run in runs),
    )
