"""By what to multiply weights so that they have the variance that their fans ask for."""

from __future__ import annotations

from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from fanscope.verdicts.evidence import Evidence


def weight_factor(evidence: Evidence, where: NDArray[np.intp] | None = None) -> float:
    """Return 1 / sqrt(typical gain) of the layers ``where``, or of all; 1 where no gain is known or positive."""
    gains = evidence.weight_gain if where is None else evidence.weight_gain[where]
    known = gains[np.isfinite(gains)]
    gain = float(np.median(known)) if known.size else 1.0
    return 1.0 / sqrt(gain) if gain > 0 and isfinite(gain) else 1.0
