"""How a signal changes on its way through a network, whatever a healthy one's does."""

from __future__ import annotations

from math import isfinite

import numpy as np

from fanscope.verdicts.evidence import Evidence, Numbers


def growth(evidence: Evidence) -> Numbers:
    """Return the signal, as the activations see it, over that with which a healthy network begins, [L].

    A healthy tanh network's signal fades by itself, and a healthy residual one's grows: LSUV, which keeps the one, does not
    explode, and Fixup, which keeps the other, does not vanish.
    """
    frequency = np.array([layer.frequency for layer in evidence.layers])
    healthy = evidence.healthy
    begin = healthy.incoming if isfinite(healthy.incoming) else float(healthy.second_moment[0])
    return np.asarray(evidence.second_moment * frequency**2 / begin)
