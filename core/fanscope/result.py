"""One experiment in memory: what the figures, the verdicts, the report and the exports read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from fanscope.frames import Track
from fanscope.layout import lay_out
from fanscope.spec import ExperimentSpec
from fanscope.theory.prediction import Prediction


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where a run stopped being finite: the first step, and the first layer in forward order."""

    step: int
    layer: str | None


@dataclass(frozen=True, slots=True, eq=False)
class RunResult:
    """One scheme with one seed.

    Attributes:
        id: Opaque name of the run.
        scheme: Label of its scheme (:attr:`~fanscope.spec.SchemeChoice.label`).
        seed: Its seed.
        status: ``queued``, ``running``, ``finished``, ``failed`` or ``cancelled``.
        track: The frames so far, None before the first.
        diverged_at: Where non-finite numbers began; None while all are finite.
        warnings: What went wrong without ending the run, such as pictures that cannot be read.
    """

    id: str
    scheme: str
    seed: int
    status: str
    track: Track | None
    diverged_at: Divergence | None = None
    warnings: tuple[str, ...] = ()


class Measured(Protocol):
    """What a picture of one moment reads: an experiment, or a module that a user brings.

    Everything may be empty, and a layer may be missing in ``fans``.
    """

    @property
    def whole(self) -> str:
        """What the layers are layers of, e.g. ``the main network``."""

    @property
    def runs(self) -> tuple[RunResult, ...]:
        """What was measured."""

    @property
    def predictions(self) -> dict[str, Prediction]:
        """Step-0 prediction by scheme label."""

    @property
    def schemes(self) -> tuple[str, ...]:
        """Scheme labels in their order."""

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the layers, input side first."""

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds that were asked for."""

    @property
    def fans(self) -> Mapping[str, str]:
        """What each layer takes and gives in few characters, e.g. ``784→500``."""

    def runs_of(self, scheme: str) -> tuple[RunResult, ...]:
        """Return the runs of one scheme, in order."""

    def activation_of(self, layer: str) -> str | None:
        """Return the name of the activation behind a layer, None where none is known."""


@dataclass(frozen=True, slots=True, eq=False)
class ExperimentResult:
    """A spec, its runs as far as they have come, and what theory predicts for each scheme.

    Attributes:
        spec: What was asked for.
        runs: In the order of the experiment; may be empty, when only predictions are wanted.
        predictions: Step-0 prediction by scheme label.
    """

    spec: ExperimentSpec
    runs: tuple[RunResult, ...]
    predictions: dict[str, Prediction]

    @property
    def whole(self) -> str:
        """What the layers are layers of."""
        return "the main network"

    @property
    def schemes(self) -> tuple[str, ...]:
        """Scheme labels in the order of the spec."""
        return tuple(choice.label for choice in self.spec.schemes)

    @property
    def layers(self) -> tuple[str, ...]:
        """Names of the main network's layers, input side first."""
        return tuple(layer.name for layer in lay_out(self.spec.network).layers)

    @property
    def seeds(self) -> tuple[int, ...]:
        """Seeds that the spec asks for."""
        return self.spec.seed_list

    @property
    def fans(self) -> dict[str, str]:
        """What each layer takes and gives, e.g. ``784→500``."""
        from fanscope.figures.layer_words import say_fans

        return {layer.name: say_fans(layer) for layer in lay_out(self.spec.network).layers}

    def activation_of(self, layer: str) -> str | None:
        """Return the activation behind a layer."""
        layers = lay_out(self.spec.network).layers
        return next((each.activation for each in layers if each.name == layer), None)

    def runs_of(self, scheme: str) -> tuple[RunResult, ...]:
        """Return the runs of one scheme, in order."""
        return tuple(run for run in self.runs if run.scheme == scheme)

    def figure(self, name: str, **options: Any) -> dict[str, Any]:
        """Return a picture as a Plotly figure dictionary.

        Args:
            name: A name from :func:`fanscope.figures.catalogue`.
            **options: Fields of :class:`fanscope.figures.FigureOptions`.

        Raises:
            NotFoundError: No such figure, scheme, layer or seed.
        """
        from fanscope.figures import FigureOptions, build

        return build(name, self, FigureOptions(**options))
