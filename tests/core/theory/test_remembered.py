"""Numbers that theory gave before it was made fast: a change of its arithmetic must not change them.

Of the last layer but one of the networks in ``support/program_specs.py``: value, low and high of each quantity. A change of the
theory itself may; then they are written anew, and the coverage of the intervals is measured again.
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
        (1.53246289529e-05, 9.03160369294e-06, 2.51208679104e-05),
    ),
    "depthwise": (
        (1.38068707044, 0.68217015396, 2.67333404096),
        (0.69507244303, 0.399005880117, 1.17261285852),
        (1.53684788843e-05, 8.67809289146e-06, 2.61402250688e-05),
    ),
    "batch norm": (
        (0.890155122883, 0.682114090567, 1.13762398196),
        (0.566828522352, 0.511629467725, 0.628257881785),
        (2.31637185691e-05, 1.70138088584e-05, 3.10960723638e-05),
    ),
    "layer norm": (
        (0.756762687903, 0.648797366344, 0.876090774988),
        (0.603609371031, 0.548509081664, 0.662289944112),
        (0.00116387495873, 0.000990340437596, 0.00139259688508),
    ),
    "residual": (
        (2.13757557591, 0.869529778244, 5.01458781786),
        (0.977420014158, 0.581874649672, 1.59663918531),
        (4.27463534208e-06, 2.4782873765e-06, 7.13149209063e-06),
    ),
    "average pool": (
        (0.00612086132894, 0.00458488124843, 0.0080771224036),
        (0.00600025165451, 0.00446748191569, 0.00796402293898),
        (0.00346684488554, 0.0029128311284, 0.00408825602964),
    ),
    "leaky relu with biases": (
        (0.00854127667154, 0.00456026315776, 0.015246297595),
        (0.00308449859634, 0.00209823809931, 0.00441116242136),
        (2.25083942468e-06, 1.50316819163e-06, 3.24910941745e-06),
    ),
    "generated with biases, tanh": (
        (0.619900938537, 0.27058314819, 1.25174345922),
        (0.0746303268039, 0.0404123419559, 0.124699598895),
        (0.000255441699038, 0.000136118473358, 0.000435299588268),
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
