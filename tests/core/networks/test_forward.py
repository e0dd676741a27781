"""The forward pass against numpy, by hand."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from fanscope.layout import lay_out
from fanscope.networks.forward import forward
from fanscope.spec import Activation, MlpSpec

PHI: dict[Activation, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "tanh": np.tanh,
    "relu": lambda y: np.maximum(y, 0),
    "linear": lambda y: y,
}


def draw(seed: int, *shape: int) -> NDArray[np.float64]:
    return np.random.default_rng(seed).normal(size=shape)


@pytest.mark.parametrize("activation", ["tanh", "relu", "linear"])
@pytest.mark.parametrize("bias", [True, False])
def test_forward_is_what_numpy_computes(activation: Activation, bias: bool) -> None:
    program = lay_out(MlpSpec(widths=(5, 4, 3), activation=activation, bias=bias)).program
    w_0, b_0, w_1, b_1, x = draw(0, 4, 5), draw(1, 4), draw(2, 3, 4), draw(3, 3), draw(4, 7, 5)
    arrays = {"main.0.weight": w_0, "main.1.weight": w_1}
    if bias:
        arrays |= {"main.0.bias": b_0, "main.1.bias": b_1}
    trace = forward(program, {k: torch.tensor(v) for k, v in arrays.items()}, torch.tensor(x))

    y_0 = x @ w_0.T + (b_0 if bias else 0)
    x_1 = PHI[activation](y_0)
    y_1 = x_1 @ w_1.T + (b_1 if bias else 0)
    np.testing.assert_allclose(trace.preactivations[0], y_0, rtol=1e-13)
    np.testing.assert_allclose(trace.activations[0], x_1, rtol=1e-13)
    np.testing.assert_allclose(trace.preactivations[1], y_1, rtol=1e-12)
    assert trace.logits is trace.activations[1]
    np.testing.assert_allclose(trace.logits, y_1, rtol=1e-12)
