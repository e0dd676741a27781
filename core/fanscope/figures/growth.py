"""Sentences about how a statistic changes from the first layer to the last."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from fanscope.figures.profiles import Profile
from fanscope.wording import say


def ends_sentence(profiles: tuple[Profile, ...], noun: str) -> str:
    """Return what the first and the last layer show, scheme by scheme, measured or else predicted."""
    parts = [part for one in profiles if (part := _ends(one))]
    return f"{noun} from the first layer to the last: {'; '.join(parts)}." if parts else ""


def _ends(one: Profile) -> str:
    values = one.median if one.measured else _theory(one)
    if one.measured and one.broken.any():
        place = one.layers[int(one.broken.argmax())]
        return f"{one.scheme} non-finite from {place}"
    known = np.flatnonzero(np.isfinite(values))
    if not known.size:
        return ""
    first, last = int(known[0]), int(known[-1])
    whole = (first, last) == (0, len(one.layers) - 1)
    where = "" if whole else f" ({one.layers[first]} to {one.layers[last]})"
    return f"{one.scheme} {say(float(values[first]))} → {say(float(values[last]))}{where}"


def _theory(one: Profile) -> NDArray[np.float64]:
    return np.array([e.value if e else math.nan for e in one.theory], dtype=np.float64)
