"""What was measured in a module, in the shape that figures read: the module as built beside its healthy twin."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import prod

from fanscope.diagnose.evidence import AS_BUILT
from fanscope.diagnose.examined import Examined
from fanscope.diagnose.passes import Pass
from fanscope.diagnose.sites import Site
from fanscope.result import RunResult
from fanscope.theory.prediction import Prediction

HEALTHY_TWIN = "healthy twin"


@dataclass(frozen=True, slots=True, eq=False)
class Measurements:
    """Both passes of each seed as runs of two schemes, ``as built`` and ``healthy twin`` (:class:`~fanscope.result.Measured`).

    Attributes:
        runs: One for each pass.
        layers: Names of the weighted operations, in the order of the pass.
        fans: What each takes and gives, e.g. ``784→500``.
        activations: The activation behind each; None where none or unknown.
    """

    runs: tuple[RunResult, ...]
    layers: tuple[str, ...]
    fans: dict[str, str]
    activations: dict[str, str | None]

    @classmethod
    def of(cls, examined: Sequence[Examined]) -> Measurements:
        """Return the measurements of the examined modules, one a seed."""
        sites = examined[0].built.sites
        runs = [
            _as_run(scheme, each.seed, one)
            for each in examined
            for scheme, one in ((AS_BUILT, each.built), (HEALTHY_TWIN, each.healthy))
        ]
        return cls(
            runs=tuple(runs),
            layers=tuple(site.name for site in sites),
            fans={site.name: _say_fans(site) for site in sites},
            activations={site.name: site.activation for site in sites},
        )

    @property
    def whole(self) -> str:
        """What the layers are layers of."""
        return "the module"

    @property
    def predictions(self) -> dict[str, Prediction]:
        """Empty: theory knows nothing of a module that it has no spec of."""
        return {}

    @property
    def schemes(self) -> tuple[str, ...]:
        """The two labels."""
        return (AS_BUILT, HEALTHY_TWIN)

    @property
    def seeds(self) -> tuple[int, ...]:
        """One a module."""
        return tuple(dict.fromkeys(run.seed for run in self.runs))

    def runs_of(self, scheme: str) -> tuple[RunResult, ...]:
        """Return the runs of one label, in order."""
        return tuple(run for run in self.runs if run.scheme == scheme)

    def activation_of(self, layer: str) -> str | None:
        """Return the activation behind a layer."""
        return self.activations.get(layer)


def _as_run(scheme: str, seed: int, one: Pass) -> RunResult:
    return RunResult(
        id=f"{scheme}/{seed}",
        scheme=scheme,
        seed=seed,
        status="finished",
        track=one.track,
    )


def _say_fans(site: Site) -> str:
    """Return ``784→500``, ``96·3²→192`` for a kernel, ``50 rows→64`` for a table."""
    if site.kind == "table":
        return f"{site.shape[0]} rows→{site.shape[1]}"
    sides = site.shape[2:] if site.kind == "conv" else ()
    if prod(sides) == 1:
        return f"{site.fan_in}→{site.shape[0]}" if site.kind == "conv" else _say_linear(site)
    kernel = f"{sides[0]}{'²³'[len(sides) - 2]}" if _is_cube(sides) else "·".join(map(str, sides))
    return f"{site.shape[1]}·{kernel}→{site.shape[0]}"


def _say_linear(site: Site) -> str:
    return f"{site.fan_in}→{site.fan_out}"


def _is_cube(sides: Iterable[int]) -> bool:
    known = tuple(sides)
    return len(known) > 1 and len(set(known)) == 1
