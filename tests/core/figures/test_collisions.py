"""Labels moved apart: constraints by property, the optimum against brute force."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fanscope.figures.collisions import spread

POSITIONS = st.lists(st.floats(0, 400), min_size=1, max_size=12)


@given(POSITIONS)
def test_labels_keep_their_distance_bounds_and_order(wanted: list[float]) -> None:
    placed = spread(wanted, 18, 0, 400)
    assert all(-1e-9 <= place <= 400 + 1e-9 for place in placed)
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    for before, after in pairwise(order):
        assert placed[after] - placed[before] >= 18 - 1e-9


def test_labels_far_apart_stay_where_they_are() -> None:
    assert spread([300.0, 10.0, 150.0], 18, 0, 400) == [300.0, 10.0, 150.0]


def test_two_labels_share_the_move() -> None:
    assert spread([100.0, 104.0], 18, 0, 400) == pytest.approx([93.0, 111.0])


def test_is_the_least_squares_solution() -> None:
    wanted = np.array([50.0, 55.0, 90.0])
    grid = np.arange(40.0, 100.0, 1.0)
    best = min(
        ((a, b, c) for a in grid for b in grid[grid >= a + 18] for c in grid[grid >= b + 18]),
        key=lambda place: float(((np.array(place) - wanted) ** 2).sum()),
    )
    assert spread(wanted.tolist(), 18, 0, 400) == pytest.approx(best, abs=1.0)


def test_too_many_labels_share_the_room() -> None:
    placed = spread([5.0] * 11, 18, 0, 100)
    assert sorted(placed) == pytest.approx(list(range(0, 101, 10)))
