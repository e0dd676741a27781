"""The healthy network that rules compare with, where layers are no chain."""

from __future__ import annotations

import numpy as np
import pytest

from fanscope.layout import lay_out
from fanscope.verdicts.evidence import Evidence, Numbers
from fanscope.verdicts.exploding_activations import exploding_activations
from fanscope.verdicts.healthy import healthy_gradient_factors, healthy_second_moments
from fanscope.verdicts.vanishing_gradients import vanishing_gradients
from support.program_specs import predicted_specs

SPECS = predicted_specs()


def _evidence(
    name: str, *, second: Numbers | None = None, gradient: Numbers | None = None
) -> Evidence:
    layout = lay_out(SPECS[name].network)
    unknown = np.full(len(layout.layers), np.nan)
    return Evidence(
        scheme="kaiming",
        layout=layout,
        is_chain=False,
        hypernetwork=False,
        second_moment=unknown if second is None else second,
        between_input_var=unknown,
        mean_cosine=unknown,
        gradient=unknown if gradient is None else gradient,
        saturated=unknown,
        weight=np.array([2.0 / layer.fan_in for layer in layout.layers]),
        prediction=None,
        divergences=(None,),
    )


@pytest.mark.parametrize("name", ["convolutions, relu", "batch norm", "residual"])
def test_healthy_networks_neither_explode_nor_vanish(name: str) -> None:
    """Kaiming's weights are the healthy ones: signal and gradient are what the mean field says."""
    second = healthy_second_moments(_evidence(name))
    assert np.all((second > 0.1) & (second < 10))
    gradient = np.cumprod([1.0, *1 / healthy_gradient_factors(_evidence(name))])
    healthy = _evidence(name, second=second, gradient=gradient)
    assert exploding_activations(healthy) is None
    assert vanishing_gradients(healthy) is None


def test_a_convolution_that_explodes_is_found() -> None:
    second = healthy_second_moments(_evidence("residual"))
    second[3:] *= 30
    finding = exploding_activations(_evidence("residual", second=second))
    assert finding is not None
    assert finding.verdict.layer == "main.2.body.1"


def test_gradients_that_vanish_are_found() -> None:
    gradient = np.cumprod([1.0, *1 / healthy_gradient_factors(_evidence("batch norm"))])
    gradient[0] /= 1e5
    assert vanishing_gradients(_evidence("batch norm", gradient=gradient)) is not None
