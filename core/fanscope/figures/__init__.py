"""Figures: pure functions from frames to Plotly figure dictionaries. The only place where pictures are made."""

from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.registry import MEASURED, build, build_measured, catalogue
from fanscope.figures.sketch import sketch_by_depth

__all__ = [
    "MEASURED",
    "FigureInfo",
    "FigureOptions",
    "build",
    "build_measured",
    "catalogue",
    "sketch_by_depth",
]
