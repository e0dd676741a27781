"""Whether step 0 is sound, so that what goes wrong later is the updates' fault."""

from __future__ import annotations

import numpy as np

from fanscope.verdicts.evidence import Evidence

_LOW, _HIGH = 0.1, 10.0
"""Factors on a healthy network's signal, the bounds of FS101 and FS102 (amazon2020debugger)."""


def is_sound(evidence: Evidence) -> bool:
    """Return whether no layer's signal at step 0 is far from a healthy network's."""
    ratio = evidence.second_moment / evidence.healthy.second_moment
    ratio = np.where(evidence.is_silent, np.nan, ratio)
    is_finite = not np.isinf(evidence.seeds.second_moment).any()
    return is_finite and not np.any((ratio < _LOW) | (ratio > _HIGH))
