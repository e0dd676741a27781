"""Whatever scheme a network was drawn by can be handed to ``calibrate``."""

from __future__ import annotations

import torch

from fanscope.networks.calibration import calibrate
from fanscope.schemes import catalogue
from support.calibration import calibrated, first_batch
from support.layouts import plain_layout
from support.schemes import example, scheme


def test_a_scheme_that_learns_nothing_leaves_its_draw_as_it_is() -> None:
    layout = plain_layout(8, 6, 3)
    batch = first_batch(layout)
    drawn, tensors = calibrated(layout, example("kaiming"), batch)
    assert tensors == drawn


def test_every_scheme_that_says_so_learns_and_leaves_the_draw_itself_alone() -> None:
    layout = plain_layout(8, 12, 12, 3, activation="relu")
    batch = first_batch(layout)
    for info in catalogue():
        if info.calibration is None:
            continue
        drawn, tensors = calibrated(layout, example(info.name), batch)
        copies = {name: tensor.clone() for name, tensor in drawn.items()}
        again = calibrate(layout, scheme(info.name), drawn, batch)
        assert any(not torch.equal(tensors[name], drawn[name]) for name in drawn), info.name
        assert all(torch.equal(tensors[name], again[name]) for name in drawn), info.name
        assert all(torch.equal(copies[name], drawn[name]) for name in drawn), info.name
        assert not any(tensor.requires_grad for tensor in tensors.values())
