"""What the quantities are called in sentences."""

from __future__ import annotations

from fanscope.errors import NotFoundError, shorten
from fanscope.frames import QUANTITIES, Quantity

QUANTITY_WORDS: dict[Quantity, str] = {
    "preactivation": "pre-activation",
    "activation": "activation",
    "activation_gradient": "gradient of one example's loss by the pre-activation",
    "weight": "weight",
    "weight_gradient": "gradient of the loss by the weight",
    "update": "update of the weight",
    "generated_weight": "generated weight",
    "generated_bias": "generated bias",
    "task_loss": "loss of a test example of the task",
}


def find_quantity(name: str) -> Quantity:
    """Return the quantity of that name.

    Raises:
        NotFoundError: It does not exist.
    """
    for quantity in QUANTITIES:
        if quantity == name:
            return quantity
    raise NotFoundError(f"no quantity {shorten(name)}; choose from: {', '.join(QUANTITIES)}")
