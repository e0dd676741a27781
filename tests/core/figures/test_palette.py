"""One scheme, one look: stable, told apart, readable."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from fanscope.figures.options import Theme
from fanscope.figures.palette import INKS, NAMED, contrast, style_of
from fanscope.schemes import catalogue

THEMES: tuple[Theme, ...] = ("light", "dark")
OF_THE_PAGE = Path(__file__).parents[3] / "frontend/src/schemes/style.fixture.json"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("label", [*NAMED, "normal(std=0.1)", "scaled(of=xavier, factor=2)", "x"])
def test_words_and_lines_can_be_read(label: str, theme: Theme) -> None:
    style, paper = style_of(label, theme), INKS[theme].paper
    assert contrast(style.text, paper) >= 4.5
    assert contrast(style.line, paper) >= 2


@pytest.mark.parametrize("theme", THEMES)
def test_inks_can_be_read(theme: Theme) -> None:
    ink = INKS[theme]
    for color in (ink.text, ink.muted, ink.theory, ink.fault):
        assert contrast(color, ink.paper) >= 4.5


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_named_schemes_differ_in_color_and_in_marker(theme: Theme) -> None:
    styles = [style_of(label, theme) for label in NAMED]
    assert len({style.line for style in styles}) == len(NAMED)
    assert len({style.marker for style in styles}) == len(NAMED)


@pytest.mark.parametrize("theme", THEMES)
def test_every_scheme_without_parameters_has_a_look_of_its_own(theme: Theme) -> None:
    free = [info.name for info in catalogue() if not info.parameters]
    looks = {(s.line, s.dash, s.marker) for s in (style_of(name, theme) for name in free)}
    assert len(looks) == len(free)


def test_a_look_depends_on_nothing_but_the_label() -> None:
    assert style_of("normal(std=0.1)", "light").marker == style_of("normal(std=0.1)", "dark").marker
    known = style_of("scaled(of=xavier, factor=0.5)", "light")
    style_of.cache_clear()
    assert style_of("scaled(of=xavier, factor=0.5)", "light") == known


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("orthogonal", "delta-orthogonal"),
        ("xavier", "lsuv"),
        ("hyperfan-in", "hyperfan-harmonic"),
        ("hyperfan-in", "hyperfan-out"),
        ("xavier", "kaiming"),
    ],
)
def test_schemes_that_are_compared_are_far_apart(first: str, second: str, theme: Theme) -> None:
    places = [_lab(style_of(label, theme).line) for label in (first, second)]
    assert np.linalg.norm(places[0] - places[1]) > 35


def _lab(color: str) -> NDArray[np.float64]:
    """Return CIE 1976 L*a*b*, where 2.3 is a just noticeable difference."""
    rgb = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(to_xyz @ linear / (0.95047, 1.0, 1.08883))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_dashes_are_kept_for_theory() -> None:
    assert {style_of(f"normal(std={i})", "light").dash for i in range(50)} <= {
        "dot",
        "dashdot",
        "longdashdot",
    }


@pytest.mark.parametrize("theme", THEMES)
def test_the_page_is_held_against_these_very_looks(theme: Theme) -> None:
    expected = json.loads(OF_THE_PAGE.read_text())[theme]
    assert {label: asdict(style_of(label, theme)) for label in expected} == expected
