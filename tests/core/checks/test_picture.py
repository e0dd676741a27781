"""The SVG: well formed, every scheme in it, numbers where they belong."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from fanscope.checks import CheckReport
from fanscope.checks.picture import draw
from support.checks import PROFILES, hostile_reports

SVG = "{http://www.w3.org/2000/svg}"


@settings(deadline=None)
@given(report=hostile_reports())
def test_is_well_formed_whatever_the_names(report: CheckReport) -> None:
    root = ElementTree.fromstring(draw(report.profiles))
    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        *("svg", "title", "style", "rect", "text", "tspan", "line", "path", "circle")
    }


def test_every_scheme_is_drawn_and_named() -> None:
    root = ElementTree.fromstring(draw(PROFILES, failing=["xavier"]))
    words = ["".join(element.itertext()) for element in root.iter(f"{SVG}text")]
    assert {"xavier ✗", "hyperfan-in", "healthy network", "main.0", "main.1"} <= set(words)
    assert len(list(root.iter(f"{SVG}circle"))) == 12, "2 schemes, 2 layers, 3 panels"


def test_ten_times_as_much_is_one_decade_higher() -> None:
    nothing = (None, None)
    one = replace(
        PROFILES[0],
        second_moment=(1.0, 1000.0),
        healthy=nothing,
        gradient=nothing,
        mean_cosine=nothing,
    )
    circles = ElementTree.fromstring(draw([one])).iter(f"{SVG}circle")
    low, high = (float(circle.attrib["cy"]) for circle in circles)
    ticks = [float(y) for y in re.findall(r'<line [^>]*y1="([\d.]+)"', draw([one]))]
    decade = ticks[0] - ticks[1]
    assert low - high == pytest.approx(3 * decade, abs=0.2)


def test_both_themes_are_in_it() -> None:
    assert "prefers-color-scheme: dark" in draw(PROFILES)


def test_labels_do_not_overlap() -> None:
    many = [replace(PROFILES[0], scheme=f"scheme {i}") for i in range(30)]
    root = ElementTree.fromstring(draw(many))
    heights = sorted(
        float(element.attrib["y"])
        for element in root.iter(f"{SVG}text")
        if float(element.attrib["x"]) > 532
    )
    assert len(heights) == 3 * 30 + 1
    assert min(b - a for a, b in pairwise(heights)) >= 14.9
    assert heights[-1] < float(root.attrib["height"])


def test_nothing_to_draw() -> None:
    with pytest.raises(ValueError, match="nothing"):
        draw([])
