"""What the rules look at: numbers of one scheme, or one module, that know nothing of where they come from.

Notation:
    S, L, T   seeds; weighted layers; recorded steps
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fanscope.over_seeds import over_seeds
from fanscope.result import Divergence
from fanscope.spec import ExperimentSpec
from fanscope.theory.prediction import Prediction
from fanscope.verdicts.baseline import LayerBaseline

Numbers = NDArray[np.float64]
Source = Literal["plain", "hypernetwork", "module"]


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """What is known of one weighted layer without measuring.

    Attributes:
        name: Its name.
        fan_in: Inputs that one output sums over.
        fan_out: Outputs that one input reaches.
        activation: The function that follows it, None where there is none or it is unknown.
        fed_by: The function in front of it, whose gain its variance has to undo; None where unknown.
        zero_is_wanted: Whether it is meant to say nothing, or next to nothing, at first.
        frequency: omega_0 of the sine behind it; 1 for all others.
        bias_is_generated: Whether a hypernetwork generates its bias.
        is_in_branch: Whether a residual sum carries the signal past it; no where that is unknown.
    """

    name: str
    fan_in: int
    fan_out: int
    activation: str | None
    fed_by: str | None
    zero_is_wanted: bool = False
    frequency: float = 1.0
    bias_is_generated: bool = False
    is_in_branch: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Healthy:
    """The healthy network of the same shape, [L] each, NaN where unknown.

    Attributes:
        second_moment: Of the pre-activations.
        gradient: Second moment of the loss's gradient by the pre-activation; only its ratios between layers count.
        weight_variance: What each layer's fans ask for.
        mean_cosine: Between two inputs' pre-activations.
        incoming: Second moment with which a healthy first layer begins: c times that of the data; NaN where it is
            the first that is known of ``second_moment``.
    """

    second_moment: Numbers
    gradient: Numbers
    weight_variance: Numbers
    mean_cosine: Numbers
    incoming: float = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Seeds:
    """Measured at step 0, [S, L] each, NaN where not measured; the last five are for other tools' rules alone.

    Attributes:
        second_moment: Of the pre-activations.
        between_input_var: Variance of a unit's pre-activation over the inputs, mean over units.
        mean_cosine: Mean cosine between two inputs' pre-activations.
        gradient: Second moment of one example's loss gradient by the pre-activation.
        saturated: Fraction of activations at the flat ends of tanh or sigmoid.
        dead: Fraction of ReLU units that are zero for the whole batch.
        weight: Second moment of the weights, generated or not.
        twins: Fraction of units whose weights equal another unit's.
        nonfinite: Number of non-finite values among pre-activations, gradients and weights.
        loss: Of the batch, [S].
        variance: Of all pre-activations of a layer, in front of an activation alone.
        activation_var: Of all values of a layer behind its activation.
        flat: Fraction of pre-activations beyond the points where SageMaker calls tanh and sigmoid saturated.
        gradient_size: Root of the mean square of the gradient by the weights.
        gradient_span: 95th minus 5th percentile of the gradient by the weights.
    """

    second_moment: Numbers
    between_input_var: Numbers
    mean_cosine: Numbers
    gradient: Numbers
    saturated: Numbers
    dead: Numbers
    weight: Numbers
    twins: Numbers
    nonfinite: Numbers
    loss: Numbers
    variance: Numbers
    activation_var: Numbers
    flat: Numbers
    gradient_size: Numbers
    gradient_span: Numbers

    @classmethod
    def of(cls, shape: tuple[int, int], **numbers: ArrayLike) -> Seeds:
        """Return what was measured; all else is NaN.

        Args:
            shape: S and L.
            **numbers: [S, L] by the name of the attribute, or what broadcasts to it; ``loss`` is [S].
        """
        unknown = set(numbers) - set(cls.__dataclass_fields__)
        if unknown:
            raise TypeError(f"nothing measured is called {', '.join(sorted(unknown))}")
        return cls(
            **{
                name: np.array(
                    np.broadcast_to(
                        np.asarray(numbers.get(name, np.nan), dtype=np.float64),
                        shape[:1] if name == "loss" else shape,
                    )
                )
                for name in cls.__dataclass_fields__
            }
        )

    @property
    def number(self) -> int:
        """S."""
        return int(self.second_moment.shape[0])

    def median(self, name: str) -> Numbers:
        """Return the median over seeds of what an attribute holds, [L]."""
        return over_seeds(getattr(self, name)).median


@dataclass(frozen=True, slots=True, eq=False)
class Training:
    """What happened after step 0.

    Attributes:
        steps: Recorded steps, [T].
        losses: Loss at every step from 0 on, one array a seed.
        update_ratio: std(update) / std(weight) at the recorded steps, [S, T, L], NaN where there was no update.
        dead: Fraction of dead ReLU units in the last frame, [S, L].
        divergences: First non-finite step and layer of each seed that broke, None for the others.
    """

    steps: NDArray[np.int64]
    losses: tuple[Numbers, ...]
    update_ratio: Numbers
    dead: Numbers
    divergences: tuple[Divergence | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One scheme, or one module, as the rules see it.

    Attributes:
        scheme: Its label; ``as built`` for a module.
        source: Where its weights come from.
        layers: The weighted layers, input side first, L of them.
        healthy: The healthy network of the same shape.
        seeds: What was measured at step 0.
        prediction: Theory for this scheme, None where there is none.
        training: What happened after step 0, None where nothing did.
        expected_loss: What a network that knows nothing loses, ln(classes); None where the loss has no such number.
        spec: What the scheme stands in; None for a module. Repairs are written for it; no rule looks at it.
        baseline: The numbers of an earlier check by layer, None where there are none.
    """

    scheme: str
    source: Source
    layers: tuple[LayerFacts, ...]
    healthy: Healthy
    seeds: Seeds
    prediction: Prediction | None = None
    training: Training | None = None
    expected_loss: float | None = None
    spec: ExperimentSpec | None = None
    baseline: Mapping[str, LayerBaseline] | None = None

    @property
    def second_moment(self) -> Numbers:
        """Median over seeds, [L]; so are all below."""
        return over_seeds(self.seeds.second_moment).median

    @property
    def between_input_var(self) -> Numbers:
        """Variance over the inputs."""
        return over_seeds(self.seeds.between_input_var).median

    @property
    def mean_cosine(self) -> Numbers:
        """Mean cosine between two inputs."""
        return over_seeds(self.seeds.mean_cosine).median

    @property
    def gradient(self) -> Numbers:
        """Second moment of the gradient."""
        return over_seeds(self.seeds.gradient).median

    @property
    def saturated(self) -> Numbers:
        """Fraction of saturated activations."""
        return over_seeds(self.seeds.saturated).median

    @property
    def dead(self) -> Numbers:
        """Fraction of dead units."""
        return over_seeds(self.seeds.dead).median

    @property
    def weight(self) -> Numbers:
        """Second moment of the weights."""
        return over_seeds(self.seeds.weight).median

    @property
    def twins(self) -> Numbers:
        """Fraction of units equal to another."""
        return over_seeds(self.seeds.twins).median

    @property
    def weight_gain(self) -> Numbers:
        """Second moment of the weights over the variance that the layer's fans ask for."""
        return self.weight / self.healthy.weight_variance

    @property
    def zero_is_wanted(self) -> NDArray[np.bool_]:
        """Which layers are meant to say nothing at first, [L]."""
        return np.array([layer.zero_is_wanted for layer in self.layers], dtype=np.bool_)

    @property
    def is_in_branch(self) -> NDArray[np.bool_]:
        """Which layers a residual sum carries the signal past, [L]."""
        return np.array([layer.is_in_branch for layer in self.layers], dtype=np.bool_)

    @property
    def is_silent(self) -> NDArray[np.bool_]:
        """Which layers say nothing because they, or one in front of them, are meant to, [L]."""
        wanted = self.zero_is_wanted
        behind = np.logical_or.accumulate(wanted)
        return np.asarray(wanted | (behind & (self.second_moment == 0) & (self.weight > 0)))

    def name_of(self, index: int) -> str:
        """Return the name of a layer."""
        return self.layers[index].name
