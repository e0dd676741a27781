"""Figures: pure functions from frames to Plotly figure dictionaries. The only place where pictures are made."""

from fanscope.figures.options import FigureInfo, FigureOptions
from fanscope.figures.registry import build, catalogue

__all__ = ["FigureInfo", "FigureOptions", "build", "catalogue"]
