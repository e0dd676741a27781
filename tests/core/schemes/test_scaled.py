"""``scaled`` multiplies what the main network starts with, and nothing else."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from fanscope.distribution import Assignment
from fanscope.layout import NetworkLayout
from fanscope.schemes import resolve
from fanscope.spec import SchemeChoice
from support.layouts import generated_layout, plain_layout
from support.sampling import draw


def _assign(layout: NetworkLayout, of: object, factor: float) -> tuple[Assignment, Assignment]:
    scaled = {"name": "scaled", "of": of, "factor": factor}
    schemes = (resolve(SchemeChoice.model_validate(choice)) for choice in (of, scaled))
    plain, times_factor = (scheme.assign(layout) for scheme in schemes)
    return plain, times_factor


def test_plain_network() -> None:
    plain, scaled = _assign(plain_layout(8, 6, 3), "torch-default", 3.0)
    for name in plain:
        assert sqrt(scaled[name].variance / plain[name].variance) == pytest.approx(3.0)


def test_generated_weights_are_multiplied() -> None:
    """Draw for draw: the same random numbers give a main network that is factor times as large."""
    layout = generated_layout(8, 6, 3, size=5)
    head = layout.heads[0]
    generated = []
    for assignment in _assign(layout, "torch-default", 0.5):
        rng = np.random.default_rng(0)
        features = draw(assignment["embedding.main.0"], (5,), rng)
        kernel = draw(assignment[head.kernel.name], head.kernel.shape, rng)
        offset = draw(assignment["head.main.0.weight.offset"], (48,), rng)
        generated.append(kernel @ features + offset)
    assert generated[1] == pytest.approx(0.5 * generated[0])


def test_mean_is_multiplied_once() -> None:
    _, scaled = _assign(plain_layout(8, 6, 3), {"name": "constant", "value": 2.0}, 0.25)
    assert scaled["main.0.weight"].mean == 0.5


def test_embeddings_and_trunk_are_left_alone() -> None:
    plain, scaled = _assign(generated_layout(8, 6, 3, trunk=(4,)), "hyperfan-in", 0.5)
    for name in ("embedding.main.0", "trunk.0.weight", "trunk.0.bias"):
        assert scaled[name] == plain[name]
