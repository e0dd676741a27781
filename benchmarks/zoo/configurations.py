"""The configurations of the zoo: every architecture under each of its schemes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fanscope.errors import SpecError
from fanscope.parsing import parse_spec
from fanscope.spec import ExperimentSpec
from zoo.architectures import ARCHITECTURES, Architecture, Scheme
from zoo.fresh import FRESH
from zoo.sealed import SEALED

SEEDS = 3
STEPS = 200
BATCH_SIZE = 64
Half = Literal["tuning", "held back", "fresh", "sealed"]
_FRESH = frozenset(architecture.name for architecture in FRESH)
_SEALED = frozenset(architecture.name for architecture in SEALED)


@dataclass(frozen=True)
class Configuration:
    """One architecture under one scheme, its spec for step 0 alone."""

    architecture: str
    spec: ExperimentSpec

    @property
    def label(self) -> str:
        return self.spec.schemes[0].label

    @property
    def name(self) -> str:
        return f"{self.architecture}: {self.label}"

    @property
    def is_hypernetwork(self) -> bool:
        return self.spec.network.kind == "hypernetwork"

    @property
    def key(self) -> str:
        return key_of(self.spec)

    @property
    def half(self) -> Half:
        if self.architecture in _SEALED:
            return "sealed"
        return "fresh" if self.architecture in _FRESH else half_of(self.key)


def key_of(spec: ExperimentSpec) -> str:
    """Return sha256 of the canonical JSON of what is trained: network, data, scheme."""
    written = spec.model_dump(mode="json", include={"network", "data", "schemes"})
    return hashlib.sha256(json.dumps(written, sort_keys=True).encode()).hexdigest()


def half_of(key: str) -> Half:
    return "tuning" if int(key[:2], 16) % 2 == 0 else "held back"


@cache
def configurations() -> tuple[Configuration, ...]:
    """Return all that fit: a scheme that refuses an architecture makes no configuration.

    What chance drew once more for the sealed part stays where it was.
    """
    found = (
        _configure(architecture, scheme)
        for architecture in (*ARCHITECTURES, *FRESH, *SEALED)
        for scheme in architecture.schemes
    )
    by_key: dict[str, Configuration] = {}
    for each in found:
        if each is not None:
            by_key.setdefault(each.key, each)
    return tuple(by_key.values())


def _configure(architecture: Architecture, scheme: Scheme) -> Configuration | None:
    try:
        spec = parse_spec(
            {
                "name": architecture.name,
                "network": architecture.network,
                "data": architecture.data,
                "training": {"steps": 0, "batch_size": BATCH_SIZE},
                "schemes": [scheme],
                "seeds": SEEDS,
            }
        )
    except SpecError as error:
        if any(issue.field.startswith("schemes") for issue in error.issues):
            return None
        raise
    return Configuration(architecture.name, spec)
