"""Numbers of theory that a change of its arithmetic must not change.

Of the last layer but one of networks in ``support/program_specs.py``: value, low and high of each quantity. Second moments and
between-input variances without a norm are those of the node-by-node theory before it went in two passes. A change of the theory
itself may change them; then they are written anew, and the coverage of the intervals is measured again.
"""

from __future__ import annotations

import pytest

from fanscope.theory import predict
from support.program_specs import predicted_specs

QUANTITIES = ("second_moment", "between_input_var", "gradient_second_moment")
REMEMBERED: dict[str, tuple[tuple[float, ...], ...]] = {
    "convolutions, relu": (
        (1.25660170809, 0.657560548653, 2.30794986104),
        (0.645698247751, 0.445254448889, 0.914668986232),
        (1.52448715706e-05, 8.31195692174e-06, 2.68812689893e-05),
    ),
    "depthwise": (
        (1.38068707044, 0.68217015396, 2.67333404096),
        (0.69507244303, 0.399005880117, 1.17261285852),
        (1.5270309718e-05, 7.97581061737e-06, 2.79691140692e-05),
    ),
    "batch norm": (
        (0.890155122883, 0.682114090567, 1.13762398196),
        (0.566828522352, 0.511629467725, 0.628257881785),
        (2.3145346159e-05, 1.59777682901e-05, 3.29433745214e-05),
    ),
    "layer norm": (
        (0.756762687903, 0.648797366344, 0.876090774988),
        (0.603609371031, 0.548509081664, 0.662289944112),
        (0.00116393680495, 0.000990245815968, 0.00139283228073),
    ),
    "residual": (
        (2.13757557591, 0.869529778244, 5.01458781786),
        (0.977420014158, 0.581874649672, 1.59663918531),
        (4.26322120139e-06, 2.25550304916e-06, 7.71509973892e-06),
    ),
    "average pool": (
        (0.00612086132894, 0.00458488124843, 0.0080771224036),
        (0.00600025165451, 0.00446748191569, 0.00796402293898),
        (0.00346683744244, 0.00291300362595, 0.00408796778337),
    ),
    "leaky relu with biases": (
        (0.00854127667154, 0.00456026315776, 0.015246297595),
        (0.00308449859634, 0.00209823809931, 0.00441116242136),
        (2.25082986807e-06, 1.50311469464e-06, 3.24921594747e-06),
    ),
    "generated with biases, tanh": (
        (0.619900938537, 0.27058314819, 1.25174345922),
        (0.0746303268039, 0.0404123419559, 0.124699598895),
        (0.000255443177503, 0.000136125446585, 0.000435284280497),
    ),
}


@pytest.mark.parametrize("name", REMEMBERED)
def test_predictions_are_what_they_were(name: str) -> None:
    (prediction,) = predict(predicted_specs()[name]).values()
    layer = prediction.layers[-2]
    for quantity, remembered in zip(QUANTITIES, REMEMBERED[name], strict=True):
        estimate = getattr(layer, quantity)
        found = (estimate.value, estimate.low, estimate.high)
        assert found == pytest.approx(remembered, rel=1e-9)
