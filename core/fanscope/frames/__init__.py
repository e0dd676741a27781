"""Frames: every measurement of one run at one step; tracks: all frames of a run; and their bytes.

Inside a frame the measurements are columns: a table of probes, a float64 matrix of statistics
[probe, statistic] and one histogram per probe. A statistic that does not apply is NaN; a
non-finite *datum* is counted in ``num_nonfinite`` and kept out of the other statistics.
"""

from fanscope.frames.codec import decode, encode
from fanscope.frames.frame import QUANTITIES, STATISTICS, Frame, Probe, Quantity, Statistic
from fanscope.frames.track import Track

__all__ = [
    "QUANTITIES",
    "STATISTICS",
    "Frame",
    "Probe",
    "Quantity",
    "Statistic",
    "Track",
    "decode",
    "encode",
]
