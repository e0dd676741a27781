"""A gradient on its way back through a network: its size, how it varies and what examples, places and channels share of it.

Notation: as in way_back.py.

Reference: yang2017mean, section 4.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

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
        extra: What weights that have seen the signal send back beyond others, to the units it came from, [S]; not in
            ``log_second`` before the nodes in front have gathered it.
        pulled: Linear form of ``extra``, [S, K]; None where there is none.
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
    pulled: Floats | None
    leveled_by: Floats
    is_known: bool

    def gather(self, answer: Floats) -> Echo:
        """Return the gradient with what came back beyond others in it, ``answer`` times, [S]."""
        if self.pulled is None:
            return self
        lifted = np.maximum(answer * self.extra, -0.9)
        noise = (answer / (1.0 + lifted))[:, None] * self.pulled
        noise += self.noise
        return self._replace(
            log_second=self.log_second + np.log1p(lifted),
            noise=noise,
            extra=np.zeros_like(lifted),
            pulled=None,
        )


def mix_pulled(one: Echo, another: Echo, of_another: Floats) -> Floats | None:
    """Return the linear form of two gradients' sum, of which ``of_another``, [S], is the other's."""
    parts = [
        part[:, None] * echo.pulled
        for echo, part in ((one, 1.0 - of_another), (another, of_another))
        if echo.pulled is not None
    ]
    return sum(parts[1:], parts[0]) if parts else None
