"""A scheme that does not fit a network says so before the run, with the reason and the way out."""

from __future__ import annotations

from typing import Any

import pytest

from fanscope.errors import SpecError
from fanscope.layout import NetworkLayout, lay_out
from fanscope.parsing import parse_spec
from fanscope.schemes import catalogue, list_fitting, resolve
from fanscope.spec import HypernetworkSpec, SchemeChoice
from support.layouts import generated_layout, plain_layout
from support.networks import conv, linear, phi, sequential
from support.schemes import all_kinds, every_convolution, generated_convolutions, scheme

NORM = {"op": "batchnorm"}


def _residual(*body: dict[str, Any], **more: Any) -> NetworkLayout:
    block = {"op": "residual", "body": list(body), **more}
    end = ({"op": "pool", "kind": "global"}, linear(10))
    return lay_out(sequential([4, 6, 6], conv(4), phi(), block, *end))


def _without_offsets(activation: Any = "sine") -> NetworkLayout:
    tree = {
        "main": {"widths": [8, 6, 3], "activation": activation},
        "heads": {"kind": "per_tensor", "bias": False},
    }
    return lay_out(HypernetworkSpec.model_validate(tree))


REASONS: list[tuple[str, NetworkLayout, str]] = [
    ("hyperfan-in", plain_layout(8, 4), "this network has none; use xavier"),
    ("bias-hyperinit", plain_layout(8, 4), "this network has none"),
    ("siren", generated_layout(8, 4), "here they are generated"),
    ("lsuv", generated_layout(8, 4), "here they are generated"),
    ("delta-orthogonal", plain_layout(8, 4), "has none; use orthogonal"),
    (
        "delta-orthogonal",
        lay_out(sequential([8, 4, 4], conv(4), {"op": "flatten"}, linear(10))),
        "main.0 has 8 in and 4 out",
    ),
    ("siren", plain_layout(8, 6, 4, activation="relu"), "main.0 has none in front"),
    (
        "siren",
        lay_out(sequential([8], linear(6), phi("sine"), linear(6), phi("relu"), linear(3))),
        "main.2 has none",
    ),
    ("siren-hypernetwork", generated_layout(8, 6, 4), "main.0 has none in front"),
    ("siren-hypernetwork", _without_offsets(), "set heads.bias: true"),
    ("bias-hyperinit", _without_offsets("relu"), "set heads.bias: true"),
    ("fixup", plain_layout(8, 4), "no residual block; use kaiming"),
    ("fixup", _residual(conv(4), NORM, phi(), conv(4)), "main.2.body.1 is a norm"),
    ("skipinit", plain_layout(8, 4), "no residual block"),
    ("skipinit", _residual(conv(4)), "main.2 has none; set learned_multiplier: true"),
    ("depth-scaled", plain_layout(8, 4), "no residual block"),
    ("critical", plain_layout(8, 6, 4, activation="relu"), "relu, in front of main.0, has no"),
    (
        "mup",
        lay_out(sequential([6], linear(6), {"op": "residual", "body": [linear(6)]})),
        "ends in a sum",
    ),
]


@pytest.mark.parametrize(("name", "layout", "reason"), REASONS)
def test_reasons(name: str, layout: NetworkLayout, reason: str) -> None:
    found = scheme(name).why_not(layout)
    assert found is not None
    assert reason in found
    assert found.startswith((name, "relu"))
    with pytest.raises(SpecError, match=name):
        scheme(name).assign(layout)


@pytest.mark.parametrize(
    "tree",
    [
        {"name": "scaled", "of": "fixup", "factor": 2},
        {"name": "metainit", "of": "fixup", "steps": 1, "lr": 0.1},
        {"name": "gradinit", "of": "fixup", "steps": 1, "lr": 0.1},
    ],
)
def test_a_scheme_inside_another_must_fit_too(tree: dict[str, Any]) -> None:
    reason = resolve(SchemeChoice.model_validate(tree)).why_not(plain_layout(8, 4))
    assert reason is not None
    assert reason.startswith("fixup is for residual networks")


def test_a_main_network_must_fit_what_its_heads_hand_over() -> None:
    choice = SchemeChoice.model_validate({"name": "bias-hyperinit", "of": "delta-orthogonal"})
    assert resolve(choice).why_not(generated_convolutions()) is None
    reason = resolve(choice).why_not(generated_layout(8, 4))
    assert reason is not None
    assert "has none; use orthogonal" in reason


@pytest.mark.parametrize("name", all_kinds())
def test_asking_and_assigning_agree_and_the_fitting_come_first(name: str) -> None:
    layout = all_kinds()[name]
    fits = list_fitting(layout)
    assert sorted(fit.info.name for fit in fits) == sorted(info.name for info in catalogue())
    reasons = [fit.why_not for fit in fits]
    first_not = next(i for i, reason in enumerate(reasons) if reason is not None)
    assert all(reason is not None for reason in reasons[first_not:])
    for info, reason in fits:
        assert scheme(info.name).why_not(layout) == reason
        if reason is None:
            assert scheme(info.name).assign(layout)


def test_every_scheme_fits_only_kinds_that_it_names() -> None:
    for layout in all_kinds().values():
        for info, reason in list_fitting(layout):
            if reason is None and layout.hypernet is not None:
                assert "hypernetwork" in info.fits
            if reason is None and layout.hypernet is None:
                assert set(info.fits) & {"mlp", "sequential"}


def test_a_spec_with_a_scheme_that_does_not_fit_is_refused_with_its_place() -> None:
    tree = {
        "network": every_convolution().model_dump(mode="json"),
        "data": {"name": "gaussian", "features": 200, "classes": 10, "examples": 100},
        "schemes": ["skipinit", "siren", {"name": "critical", "sigma_b": 0.1}],
    }
    with pytest.raises(SpecError) as caught:
        parse_spec(tree)
    assert [issue.field for issue in caught.value.issues] == ["schemes.1", "schemes.2"]
    assert "use activation: sine" in str(caught.value)
