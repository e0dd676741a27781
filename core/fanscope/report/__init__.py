"""The report: one self-contained HTML file that shows an experiment without a server or a network."""

from fanscope.report.module_page import module_html
from fanscope.report.page import report_html

__all__ = ["module_html", "report_html"]
