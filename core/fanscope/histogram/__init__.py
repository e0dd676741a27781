"""Log-linear histograms read from the bits of a float32: count, merge, quantiles, rebinning for display."""

from fanscope.histogram.bins import (
    BIN_HIGHS,
    BIN_LOWS,
    NUM_BINS,
    bin_numbers,
    narrow,
)
from fanscope.histogram.counts import Histogram, merge
from fanscope.histogram.quantiles import quantiles
from fanscope.histogram.rebinning import density, linear_edges, mass, symlog, symlog_edges

__all__ = [
    "BIN_HIGHS",
    "BIN_LOWS",
    "NUM_BINS",
    "Histogram",
    "bin_numbers",
    "density",
    "linear_edges",
    "mass",
    "merge",
    "narrow",
    "quantiles",
    "symlog",
    "symlog_edges",
]
