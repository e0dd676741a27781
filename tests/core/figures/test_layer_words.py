"""Names of layers in figures: short, unique, explained; they fit below the axis."""

from __future__ import annotations

from itertools import pairwise

import pytest

from fanscope.figures import FigureOptions, build
from fanscope.figures.layer_axis import layer_axis
from fanscope.figures.layer_words import panel_names, say_fans, say_shortened, short_name
from fanscope.layout import lay_out
from fanscope.presets import preset, presets
from fanscope.result import ExperimentResult

PRESETS = [each.name for each in presets()]


def layers_of(name: str) -> tuple[str, ...]:
    return tuple(layer.name for layer in lay_out(preset(name).spec.network).layers)


@pytest.mark.parametrize("name", PRESETS)
def test_short_names_are_unique(name: str) -> None:
    layers = layers_of(name)
    assert len({short_name(layer) for layer in layers}) == len(layers)


def test_what_a_name_is_cut_to() -> None:
    assert short_name("main.3.body.1.query") == "3.1.query"
    assert short_name("main.9.shortcut.0") == "9.shortcut.0"
    assert short_name("main.2.body.0.body.1") == "2.0.1"
    assert panel_names(["main.0", "main.3.body.0"]) == {"main.0": "main.0", "main.3.body.0": "3.0"}
    assert say_shortened(["main.0", "main.3.body.0"]) == "3.0 is main.3.body.0."
    assert say_shortened(["main.0", "main.1"]) == ""


def fans_of(name: str) -> list[str]:
    return [say_fans(layer) for layer in lay_out(preset(name).spec.network).layers]


def test_fans_are_said_by_kind_of_layer() -> None:
    resnet = fans_of("resnet-20")
    assert (resnet[0], resnet[-1]) == ("3·3²→16", "64→10")
    assert "16→32" in resnet, "a shortcut of kernel 1"
    assert "1·3²→64" in fans_of("mobilenet-v1"), "a depthwise convolution"
    assert fans_of("gpt-small")[0].endswith(" rows→32")
    assert fans_of("mnist-hypernetwork")[0] == "784→500"


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("name", PRESETS)
def test_names_fit_side_by_side(name: str, narrow: bool) -> None:
    """At the least width that the layout is for, 350 or 600 px, at 7 px a character."""
    plot = 350 - 64 - 131 if narrow else 600 - 76 - 150
    axis = layer_axis(
        ExperimentResult(preset(name).spec, (), {}),
        layers_of(name),
        FigureOptions(narrow=narrow),
        margins=64 + 131 if narrow else 76 + 150,
    )
    low, high = axis["range"]
    places = [(value - low) / (high - low) * plot for value in axis["tickvals"]]
    halves = [max(map(len, text.split("<br>"))) * 7 / 2 for text in axis["ticktext"]]
    for k, (before, after) in enumerate(pairwise(places)):
        assert before + halves[k] < after - halves[k + 1]
    assert axis["tickangle"] == 0
    assert axis["tickvals"][0] == 0
    assert len({after - before for before, after in pairwise(axis["tickvals"])}) <= 1


@pytest.mark.parametrize(
    ("name", "margins", "texts"),
    [
        ("mnist-hypernetwork", 220, ["main.0<br>784→500", "main.1<br>500→500"]),
        ("relu-hypernetwork-trap", 220, ["main.0<br>64→128", "main.2<br>128→128"]),
        ("relu-hypernetwork-trap", 400, ["0", "1"]),
    ],
)
def test_fans_stand_below_every_layer_every_second_or_none(
    name: str, margins: int, texts: list[str]
) -> None:
    result = ExperimentResult(preset(name).spec, (), {})
    axis = layer_axis(result, layers_of(name), FigureOptions(), margins=margins)
    assert axis["ticktext"][:2] == texts
    with_fans = "<br>" in texts[0]
    assert ("inputs → outputs" in axis["title"]["text"]) == with_fans


def test_theory_leaves_gaps_where_it_is_silent_and_says_so() -> None:
    """No layer whose prediction is unknown lies below a dash, and the caption counts them."""
    from fanscope import theory

    spec = preset("vit-small").spec
    result = ExperimentResult(spec, (), theory.predict(spec))
    figure = build("variance-by-depth", result)
    prediction = result.predictions["xavier"]
    known = [i for i, layer in enumerate(prediction.layers) if layer.second_moment]
    assert 0 < len(known) < len(prediction.layers), "or this test says nothing"
    line = next(t for t in figure["data"] if t.get("name") == "xavier")
    drawn = [x for x, y in zip(line["x"], line["y"], strict=True) if y is not None]
    assert sorted({round(x) for x in drawn}) == known
    stretches = sum(after - before > 1 for before, after in pairwise(known))
    assert line["y"].count(None) == stretches
    first, last = (prediction.layers[known[end]].layer for end in (0, -1))
    assert f"({first} to {last})" in figure["layout"]["meta"]["summary"]
    notes = " ".join(note["text"] for note in figure["layout"]["annotations"])
    assert f"speaks of {len(known)} of {len(prediction.layers)} layers" in notes
