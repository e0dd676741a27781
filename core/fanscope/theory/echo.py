"""A gradient on its way back through a network: its size, how it varies and what examples, places and channels share of it.

Notation: as in way_back.py.

Reference: yang2017mean, section 4.
"""

from __future__ import annotations

from typing import NamedTuple

from fanscope.theory.noise import Floats


class Echo(NamedTuple):
    """Gradients on their way back.

    Attributes:
        log_second: log g, [S].
        noise: Linear form of it, [S, K].
        profile: g at each place over g, [S, H, W].
        overlap: R, [S].
        common: Mean product of two examples' gradients over g, [S].
        leveled: Part of g that a batch norm here takes away beyond chance: common to the batch, or along the signal, [S].
        within: Correlation of one example's gradients at two places, [S]; at least one over their number.
        leveled_within: Part of that which a batch norm here takes away, [S].
        together: Correlation of two examples' product of gradients between places, [S].
        projected: Relative variance over channels that weights on the way add, [S].
        lengths: Relative variance of an example's squared gradient length, [S].
        peaks: E[g^4] over what a Gaussian gradient would have; dropout's masks raise it up to the next weights.
        alignment: (y . dL/dy)^2 over q |dL/dy|^2, y the signal here: 1 where they know nothing of each other, [S].
        direct: Part of that which came down from the loss, [S].
        product: Linear form of log (y . dL/dy)^2, [S, K].
        extra: What weights that have seen the signal send back beyond others, to the units it came from, [S].
        leveled_by: Part of the variance that a batch norm divided these channels by which their own weights made, [S].
        is_known: Whether g is known.
    """

    log_second: Floats
    noise: Floats
    profile: Floats
    overlap: Floats
    common: Floats
    leveled: Floats
    within: Floats
    leveled_within: Floats
    together: Floats
    projected: Floats
    lengths: Floats
    peaks: float
    alignment: Floats
    direct: Floats
    product: Floats
    extra: Floats
    leveled_by: Floats
    is_known: bool
