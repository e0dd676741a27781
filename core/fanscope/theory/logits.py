"""What the end of any network says, and what the loss sends back into it.

Notation: as in output.py and stream.py.

Reference: glorot2010understanding, section 4.2 (the gradient at the output).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fanscope.data_moments import DataMoments
from fanscope.layout import LinearNode
from fanscope.theory.echo import Echo
from fanscope.theory.noise import Floats, Sources
from fanscope.theory.noise_forth import NoiseForth
from fanscope.theory.output import OutputStatistics, output_statistics
from fanscope.theory.signal import Signal
from fanscope.theory.stream import Stream
from fanscope.theory.visit import Visit

_CENTERED = 1e-6


@dataclass(frozen=True, slots=True)
class Logits:
    """The end of a network.

    Attributes:
        output: What the loss makes of it.
        noise: Linear form of log q of the logits without their own width, [S, K].
        echo: The gradient that the loss sends back.
    """

    output: OutputStatistics
    noise: Floats
    echo: Echo


def read_logits(
    visits: tuple[Visit, ...],
    forth: NoiseForth,
    moments: DataMoments,
    sources: Sources,
    *,
    n: int,
) -> Logits | None:
    """Return the end of the network; None where the logits are unknown, or not Gaussian about 0.

    Args:
        visits: The pass forward in the mean.
        forth: Its randomness.
        moments: Of the data.
        sources: Gets the randomness of the loss.
        n: Inputs of the batch.
    """
    last = visits[-1]
    y = last.y
    is_known = y.is_second_known and y.is_between_known and bool(np.all(y.offset < _CENTERED))
    if not is_known or y.places != (1, 1):
        return None
    output = output_statistics(_as_signal(y, moments, n=n), classes=y.channels, n=n)
    part = y.between_part(n)[:, None]
    form, own = forth.end, np.zeros(len(y.log_second))
    if isinstance(last.node, LinearNode):
        form, own = forth.after[last.place], forth.own_second(last)
    noise = sources.zero()
    noise[:, : form.shape[-1]] = part * form[:, 0] + (1.0 - part) * form[:, 1]
    size_noise = noise.copy()
    size_noise[:, sources.add(own)] = 1.0
    sent = output.gradient_slope[:, None] * size_noise
    by_size = output.gradient_slope**2 * own
    sent[:, sources.add(np.maximum(output.gradient_spread - by_size, 0.0))] = 1.0
    echo = Echo(
        log_second=output.log_gradient,
        noise=sent,
        profile=np.ones_like(y.profile),
        overlap=output.gradient_overlap,
        common=_common(output, y),
        leveled=_common(output, y),
        within=np.ones_like(own),
        leveled_within=np.ones_like(own),
        together=np.ones_like(own),
        projected=2.0 * output.gradient_overlap,
        lengths=output.gradient_lengths,
        peaks=1.0,
        alignment=output.gradient_alignment,
        direct=np.ones_like(own),
        product=sent + (1.0 + output.alignment_slope[:, None]) * size_noise,
        extra=np.zeros_like(own),
        pulled=None,
        leveled_by=np.zeros_like(own),
        is_known=True,
    )
    return Logits(output, noise, echo)


def _common(output: OutputStatistics, y: Stream) -> Floats:
    """Return the mean product of two examples' p - y over the mean square: p_a . p_b - 1 / C, labels independent."""
    length = y.channels * np.exp(output.log_gradient)
    confident = np.maximum(length - 1.0 + 1.0 / y.channels, 0.0)
    return np.asarray(np.clip(y.other[:, 0, 0], 0.0, 1.0) * confident / np.maximum(length, 1e-300))


def _as_signal(y: Stream, moments: DataMoments, *, n: int) -> Signal[Floats]:
    """Return the logits as the output's theory reads them."""
    part = y.between_part(n)
    with np.errstate(divide="ignore"):
        log_between, log_shared = (np.log(x) + y.log_second for x in (part, 1.0 - part))
    ones = np.ones_like(part)
    differs = np.maximum(1.0 - y.other[:, 0, 0], 1e-12)
    return Signal(
        log_between=log_between,
        log_shared=log_shared,
        log_second=y.log_second,
        between_part=part,
        overlap=np.minimum(y.tau / differs**2, 1.0),
        norm_spread=y.length_spread,
        class_share=moments.class_share * ones,
        between_peaks=ones,
        shared_peaks=ones,
        pull=0.0 * ones,
        weight_part=ones,
    )
