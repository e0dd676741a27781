"""Figures: pure functions from frames to Plotly figure dictionaries. The only place where pictures are made."""

from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.registry import MEASURED, build, build_measured, catalogue

__all__ = ["MEASURED", "FigureInfo", "FigureOptions", "build", "build_measured", "catalogue"]
