"""The report: one self-contained HTML file that shows an experiment without a server or a network."""

from fanscope.report.page import report_html

__all__ = ["report_html"]
