"""How many places a window has along one side of an image."""

from __future__ import annotations

from fanscope.layout.flow import Place
from fanscope.spec import Conv2dLayer, PoolLayer


def slide(
    side: int,
    kernel: int,
    stride: int,
    padding: int,
    dilation: int,
    layer: Conv2dLayer | PoolLayer,
    place: Place,
) -> int:
    """Return the number of places of a window along a side, the last one that fits included.

    Raises:
        SpecError: The window is larger than the padded side.
    """
    reach = dilation * (kernel - 1) + 1
    room = side + 2 * padding - reach
    if room < 0:
        padded = f"{side} with padding {padding}" if padding else f"{side}"
        place.refuse(
            layer,
            f"a kernel of {kernel}, {reach} wide with dilation {dilation}, does not fit a side of {padded}"
            if dilation > 1
            else f"a kernel of {kernel} does not fit a side of {padded}; make it smaller or add padding",
        )
    return room // stride + 1
