"""The healthy network that rules compare with, where layers are no chain."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.layout import lay_out
from fanscope.verdicts import Evidence, LayerFacts, Seeds, find_rule
from fanscope.verdicts.evidence import Numbers
from fanscope.verdicts.healthy import healthy_network
from fanscope.verdicts.judging import judge_evidence
from support.program_specs import predicted_specs

SPECS = predicted_specs()


def _evidence(
    name: str, *, second: Numbers | None = None, gradient: Numbers | None = None
) -> Evidence:
    layout = lay_out(SPECS[name].network)
    weight = np.array([2.0 / layer.fan_in for layer in layout.layers])
    return Evidence(
        scheme="kaiming",
        source="plain",
        layers=tuple(
            LayerFacts(each.name, each.fan_in, each.fan_out, each.activation, each.fed_by)
            for each in layout.layers
        ),
        healthy=healthy_network(layout, weight),
        seeds=Seeds.of(
            (1, len(weight)),
            weight=weight,
            second_moment=np.nan if second is None else second,
            gradient=np.nan if gradient is None else gradient,
        ),
    )


def _found(evidence: Evidence) -> dict[str, str | None]:
    return {verdict.rule: verdict.layer for verdict in judge_evidence(evidence)}


@pytest.mark.parametrize("name", ["convolutions, relu", "batch norm", "residual"])
def test_healthy_networks_neither_explode_nor_vanish(name: str) -> None:
    """Kaiming's weights are the healthy ones: signal and gradient are what the mean field says."""
    healthy = _evidence(name).healthy
    assert np.all((healthy.second_moment > 0.1) & (healthy.second_moment < 10))
    assert not _found(_evidence(name, second=healthy.second_moment, gradient=healthy.gradient))


def test_a_convolution_that_explodes_is_found() -> None:
    second = _evidence("residual").healthy.second_moment
    second[3:] *= 30
    assert _found(_evidence("residual", second=second)) == {"FS101": "main.2.body.1"}


def test_gradients_that_vanish_are_found() -> None:
    gradient = _evidence("batch norm").healthy.gradient
    gradient[0] /= 1e5
    assert "FS104" in _found(_evidence("batch norm", gradient=gradient))


def test_rules_are_found_by_code_and_by_name() -> None:
    assert find_rule("FS104") is find_rule("vanishing-gradients") is not None
    assert find_rule("FS999") is None
