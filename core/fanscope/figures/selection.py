"""Which schemes, layers and seeds a figure shows, and the numbers behind them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from fanscope.errors import NotFoundError, shorten
from fanscope.figures.options import FigureOptions
from fanscope.result import Measured, RunResult
from fanscope.seed_track import SeedTrack

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The part of a result that a reader asked for; order is always the result's.

    Attributes:
        result: The whole experiment, or a module that was measured.
        schemes: Labels to show.
        layers: Names of main layers to show.
        seeds: Seeds to show.
    """

    result: Measured
    schemes: tuple[str, ...]
    layers: tuple[str, ...]
    seeds: tuple[int, ...]
    _tracks: dict[str, list[SeedTrack]]

    def runs(self, scheme: str) -> list[RunResult]:
        """Return the scheme's runs with a chosen seed, frames or not."""
        return [run for run in self.result.runs_of(scheme) if run.seed in self.seeds]

    def tracks(self, scheme: str) -> list[SeedTrack]:
        """Return the tracks of the scheme's runs that have at least one frame."""
        return self._tracks[scheme]

    @property
    def measured(self) -> bool:
        """Whether any chosen run has a frame."""
        return any(self.tracks(scheme) for scheme in self.schemes)

    def step_shown(self, asked: int | None) -> int:
        """Return the last step that some chosen run recorded, not later than ``asked`` (None: step 0)."""
        asked = asked or 0
        tracks = [track for scheme in self.schemes for track in self.tracks(scheme)]
        found = [(track, track.index_at(asked)) for track in tracks]
        return max((int(t.steps[i]) for t, i in found if i is not None), default=0)


def select(result: Measured, options: FigureOptions) -> Selection:
    """Return what the options ask for.

    Raises:
        NotFoundError: A scheme, layer or seed that the experiment does not have.
    """
    run_seeds = tuple(dict.fromkeys(run.seed for run in result.runs))
    schemes = _choose("scheme", options.schemes, result.schemes)
    seeds = _choose("seed", options.seeds, run_seeds or result.seeds)
    return Selection(
        result=result,
        schemes=schemes,
        layers=_choose("layer", options.layers, result.layers),
        seeds=seeds,
        _tracks={scheme: _tracks(result, scheme, seeds) for scheme in schemes},
    )


def _tracks(result: Measured, scheme: str, seeds: tuple[int, ...]) -> list[SeedTrack]:
    tracks = (run.track for run in result.runs_of(scheme) if run.seed in seeds)
    return [SeedTrack(track) for track in tracks if track is not None and track.steps.size]


def _choose(kind: str, wanted: Sequence[Item], known: Iterable[Item]) -> tuple[Item, ...]:
    known = tuple(known)
    if not wanted:
        return known
    strangers = [item for item in wanted if item not in known]
    if strangers:
        choices = ", ".join(str(item) for item in known)
        raise NotFoundError(
            f"no {kind} {shorten(strangers[0])} in this experiment; choose from: {choices}"
        )
    return tuple(item for item in known if item in wanted)
