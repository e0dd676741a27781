"""Through sums: residual blocks and tables of places.

Notation: as in stream.py; s the shortcut's signal, b the body's, alpha the factor on the body.

Second moments add where one of the two has random signs that the other knows nothing of: its last weights are its
own. Independence is assumed of their sizes.

Reference: yang2017mean, section 3.
"""

from __future__ import annotations

import numpy as np

from fanscope.theory.noise import Floats, Sources
from fanscope.theory.signal import capped_ratios
from fanscope.theory.stream import Stream


def add_streams(s: Stream, b: Stream, alpha: Floats, sources: Sources, *, n: int) -> Stream:
    """Return s + alpha b, of which one is independent of the other and has random signs.

    Args:
        s: The shortcut's signal.
        b: The body's.
        alpha: Factor, [S].
        sources: Gets the noise of the product of the two.
        n: Inputs of the batch.
    """
    with np.errstate(divide="ignore"):
        log_b = b.log_second + 2.0 * np.log(np.abs(alpha))
    log_second = np.logaddexp(s.log_second, log_b)
    of_b = capped_ratios(log_b, log_second)
    of_s = 1.0 - of_b

    def mix(one: Floats, another: Floats, power: int = 1) -> Floats:
        shape = (-1, *[1] * (one.ndim - 1))
        return of_s.reshape(shape) ** power * one + of_b.reshape(shape) ** power * another

    added = s._replace(
        log_second=log_second,
        same=mix(s.same, b.same),
        other=mix(s.other, b.other),
        inherited=mix(s.inherited, b.inherited, 2),
        fresh=mix(s.fresh, b.fresh, 2),
        raw=mix(s.raw, b.raw),
        excess=mix(s.excess, b.excess, 2),
        wander=mix(s.wander, b.wander, 2),
        likeness=_mix_likeness(s, b, of_s, of_b),
        profile=mix(s.profile, b.profile),
        common_taps=mix(s.common_taps, b.common_taps),
        offset=mix(s.offset, b.offset),
        # What is longer in the shortcut is longer in the body.
        length_spread=mix(np.sqrt(s.length_spread), np.sqrt(b.length_spread)) ** 2,
        unevenness=mix(s.unevenness, b.unevenness, 2),
        is_leveled=s.is_leveled or b.is_leveled,
        is_between_sharp=s.is_between_sharp and b.is_between_sharp,
        is_second_known=s.is_second_known and b.is_second_known,
        is_between_known=s.is_between_known and b.is_between_known,
    )
    between, shared = _add_noise(added, (s, b), (of_s, of_b), sources, n=n)
    return added._replace(between_noise=between, shared_noise=shared)


def _mix_likeness(s: Stream, b: Stream, of_s: Floats, of_b: Floats) -> Floats:
    one, another = of_s**2 * s.tau, of_b**2 * b.tau
    total = np.maximum(one + another, 1e-300)[:, None]
    likeness = np.asarray((one[:, None] * s.likeness + another[:, None] * b.likeness) / total)
    likeness[:, 0] = 1.0
    return likeness


def _add_noise(
    added: Stream,
    branches: tuple[Stream, Stream],
    parts: tuple[Floats, Floats],
    sources: Sources,
    *,
    n: int,
) -> tuple[Floats, Floats]:
    """Return the linear forms of log v and log m."""
    v = [part * x.between_part(n) for x, part in zip(branches, parts, strict=True)]
    m = [part - one for part, one in zip(parts, v, strict=True)]
    shares_v = [one / np.maximum(v[0] + v[1], 1e-300) for one in v]
    shares_m = [one / np.maximum(m[0] + m[1], 1e-300) for one in m]
    between = sum(
        (share[:, None] * x.between_noise for share, x in zip(shares_v, branches, strict=True)),
        np.zeros_like(added.between_noise),
    )
    shared = sum(
        (share[:, None] * x.shared_noise for share, x in zip(shares_m, branches, strict=True)),
        np.zeros_like(added.shared_noise),
    )
    own = branches[0].own() * branches[1].own()
    rank = added.over_pairs(own) / n + np.sqrt(branches[0].tau * branches[1].tau)
    between[
        :, sources.add(4.0 * shares_v[0] * shares_v[1] * np.clip(rank, 0.0, 1.0) / added.channels)
    ] = 1.0
    alike = [x.shared(n) / np.maximum(x.shared(n)[:, :1, :1], 1e-12) for x in branches]
    common = np.minimum(np.maximum(added.over_pairs(alike[0] * alike[1]), 0.0), 1.0)
    shared[:, sources.add(4.0 * shares_m[0] * shares_m[1] * common / added.channels)] = 1.0
    return between, shared


def add_table(x: Stream, log_variance: Floats) -> Stream:
    """Return x with an independent random vector added at each place, the same for all inputs."""
    log_second = np.logaddexp(x.log_second, log_variance)
    kept = capped_ratios(x.log_second, log_second)[:, None, None]
    same, other = x.same * kept, x.other * kept
    same[:, 0, 0] = 1.0
    other[:, 0, 0] += 1.0 - kept[:, 0, 0]
    kept = kept[:, 0, 0]
    return x._replace(
        log_second=log_second,
        same=same,
        other=other,
        inherited=x.inherited * kept**2,
        fresh=x.fresh * kept**2,
        wander=x.wander * kept**2,
        profile=kept[:, None, None] * x.profile + (1.0 - kept[:, None, None]),
        offset=x.offset * kept,
        length_spread=x.length_spread * kept**2,
    )
