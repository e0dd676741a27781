"""Which layers are meant to say nothing at first."""

from __future__ import annotations

from fnmatch import fnmatchcase

from fanscope.errors import SpecError
from fanscope.layout import NetworkLayout
from fanscope.schemes import resolve
from fanscope.spec import ExperimentSpec, SchemeChoice


def silent_layers(spec: ExperimentSpec, layout: NetworkLayout, scheme: str) -> frozenset[str]:
    """Return the names of the layers that the spec, or the scheme on purpose, starts at zero or next to it."""
    names = [layer.name for layer in layout.layers]
    written = {
        name for name in names for pattern in spec.intent.zeros if fnmatchcase(name, pattern)
    }
    choice = next((each for each in spec.schemes if each.label == scheme), None)
    return frozenset(written) | (frozenset() if choice is None else _inferred(choice, layout))


def _inferred(choice: SchemeChoice, layout: NetworkLayout) -> frozenset[str]:
    try:
        return resolve(choice).silences(layout)
    except SpecError:  # a stored experiment may name a scheme that this version does not know
        return frozenset()
