"""Reductions over seeds against numpy's slow ones."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.over_seeds import over_seeds


@pytest.mark.parametrize("seeds", [1, 2, 3, 6])
def test_matches_numpy_where_something_is_finite(seeds: int) -> None:
    rng = np.random.default_rng(seeds)
    values = rng.normal(size=(seeds, 40))
    values[rng.random(values.shape) < 0.3] = np.nan
    values[0, 3] = np.inf
    found = over_seeds(values)
    finite = np.where(np.isfinite(values), values, np.nan)
    some = np.isfinite(finite).any(axis=0)
    assert found.median[some] == pytest.approx(np.nanmedian(finite[:, some], axis=0))
    assert found.low[some] == pytest.approx(np.nanmin(finite[:, some], axis=0))
    assert found.high[some] == pytest.approx(np.nanmax(finite[:, some], axis=0))
    assert np.isnan(found.median[~some]).all()
    assert np.isnan(found.low[~some]).all()
    assert np.isnan(found.high[~some]).all()
    assert found.broken.tolist() == np.isinf(values).sum(axis=0).tolist()


def test_no_seeds_at_all() -> None:
    found = over_seeds(np.empty((0, 4)))
    assert np.isnan(found.median).all()
    assert found.broken.tolist() == [0, 0, 0, 0]
