"""How many places a window has along one side of an image."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from fanscope.layout.flow import Place
from fanscope.spec import Conv2dLayer, PoolLayer

_FEW = 64


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
    places = room // stride + 1
    if _is_any_blind(side, kernel, stride, padding, dilation, places):
        place.refuse(
            layer,
            f"a kernel of {kernel} with padding {padding} and dilation {dilation} has windows on a side of {side} that "
            "see padding alone; make the padding smaller",
        )
    return places


@lru_cache(maxsize=1024)
def _is_any_blind(
    side: int, kernel: int, stride: int, padding: int, dilation: int, places: int
) -> bool:
    """Whether a window sees padding alone; a network asks the same of most of its layers."""
    return any(
        _sees_nothing(side, kernel, window * stride - padding, dilation)
        for window in _near_edges(places)
    )


def _near_edges(places: int) -> Iterator[int]:
    """Yield the windows that may lie outside: those near either end, or all of a few."""
    yield from range(min(places, _FEW))
    yield from range(max(places - _FEW, _FEW), places)


def _sees_nothing(side: int, kernel: int, start: int, dilation: int) -> bool:
    """Whether no tap of the window that starts at ``start`` lies on the side."""
    first = max(0, -(start // dilation))  # the first tap at 0 or beyond
    return first >= kernel or start + first * dilation >= side
