"""How a signal changes on its way through a network, whatever a healthy one's does."""

from __future__ import annotations

from math import isfinite, nan

import numpy as np

from fanscope.verdicts.evidence import Evidence, Numbers


def growth(evidence: Evidence) -> Numbers:
    """Return the signal, as the activations see it, over that with which a healthy network begins, [L].

    A healthy tanh network's signal fades by itself, and a healthy residual one's grows: LSUV, which keeps the one, does not
    explode, and Fixup, which keeps the other, does not vanish.
    """
    frequency = np.array([layer.frequency for layer in evidence.layers])
    healthy = evidence.healthy
    known = healthy.second_moment[np.isfinite(healthy.second_moment)]
    first = float(known[0]) if known.size else nan
    begin = healthy.incoming if isfinite(healthy.incoming) else first
    return np.asarray(evidence.second_moment * frequency**2 / begin)
