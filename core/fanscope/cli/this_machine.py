"""What this machine can run: whatever fits into its memory."""

from __future__ import annotations

import os
import sys
from math import inf

from fanscope.estimates import Limits


def limits() -> Limits:
    """Return limits that only a lack of memory reaches: time is the user's own."""
    most = sys.maxsize
    return Limits(
        max_parameters=most,
        max_steps=most,
        max_runs=most,
        max_recorded_values=most,
        max_memory_bytes=_memory_bytes(),
        max_duration_s=inf,
    )


def _memory_bytes() -> int:
    """Return the size of the memory; where the system does not say, what a server allows."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return Limits().max_memory_bytes
