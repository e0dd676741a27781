"""Through sums in the mean: residual blocks and tables of places.

Notation: as in stream.py; s the shortcut's signal, b the body's, alpha the factor on the body.

Second moments add where one of the two has random signs that the other knows nothing of: its last weights are its
own. Independence is assumed of their sizes.

Reference: yang2017mean, section 3.
"""

from __future__ import annotations

import numpy as np

from fanscope.theory.noise import Floats
from fanscope.theory.signal import capped_ratios
from fanscope.theory.stream import Stream


def add_streams(s: Stream, b: Stream, of_b: Floats, log_second: Floats) -> Stream:
    """Return s + alpha b, of which one is independent of the other and has random signs.

    Args:
        s: The shortcut's signal.
        b: The body's.
        of_b: The body's part of the sum's second moment, [S]; see :func:`share_sum`.
        log_second: log of that, [S].
    """
    of_s = 1.0 - of_b
    plain = _mix(_plain(s), _plain(b), of_s, of_b)
    squares = _mix(_squares(s), _squares(b), np.square(of_s), np.square(of_b))
    s_tau, b_tau = (np.square(part) * x.tau for part, x in ((of_s, s), (of_b, b)))
    total = np.maximum(s_tau + b_tau, 1e-300)
    likeness = _mix(s.likeness, b.likeness, (s_tau / total)[:, None], (b_tau / total)[:, None])
    likeness[:, 0] = 1.0
    one, another = (part[:, None, None] for part in (of_s, of_b))
    return s._replace(
        log_second=log_second,
        pairs=_mix(s.pairs, b.pairs, one[:, None], another[:, None]),
        raw=plain[0],
        common_taps=plain[1],
        offset=plain[2],
        # What is longer in the shortcut is longer in the body.
        length_spread=np.square(plain[3]),
        inherited=squares[0],
        fresh=squares[1],
        excess=squares[2],
        wander=squares[3],
        unevenness=squares[4],
        crossed=squares[5],
        # The fourth moment of a sum of which one has random signs.
        tails=squares[6] + 6.0 * of_s * of_b,
        is_masked=s.is_masked or b.is_masked,
        kept=max(s.kept, b.kept),
        likeness=likeness,
        profile=_mix(s.profile, b.profile, one, another),
        is_leveled=s.is_leveled or b.is_leveled,
        is_centered=False,
        is_between_sharp=s.is_between_sharp and b.is_between_sharp,
        is_second_known=s.is_second_known and b.is_second_known,
        is_between_known=s.is_between_known and b.is_between_known,
    )


def share_sum(s: Stream, b: Stream, alpha: Floats) -> tuple[Floats, Floats]:
    """Return log of the second moment of s + alpha b, and the part of it that is b's, [S] each."""
    with np.errstate(divide="ignore"):
        log_b = b.log_second + 2.0 * np.log(np.abs(alpha))
    log_second = np.logaddexp(s.log_second, log_b)
    return log_second, capped_ratios(log_b, log_second)


def _plain(x: Stream) -> Floats:
    return np.array((x.raw, x.common_taps, x.offset, np.sqrt(x.length_spread)))


def _squares(x: Stream) -> Floats:
    return np.array((x.inherited, x.fresh, x.excess, x.wander, x.unevenness, x.crossed, x.tails))


def _mix(one: Floats, another: Floats, of_one: Floats, of_another: Floats) -> Floats:
    return np.asarray(of_one * one + of_another * another)


def add_table(x: Stream, log_variance: Floats) -> Stream:
    """Return x with an independent random vector added at each place, the same for all inputs."""
    log_second = np.logaddexp(x.log_second, log_variance)
    kept = capped_ratios(x.log_second, log_second)
    wide = kept[:, None, None]
    pairs = x.pairs * wide[..., None]
    pairs[:, 0, 0, 0] = 1.0
    pairs[:, 1, 0, 0] += 1.0 - kept
    return x._replace(
        log_second=log_second,
        pairs=pairs,
        inherited=x.inherited * kept**2,
        fresh=x.fresh * kept**2,
        wander=x.wander * kept**2,
        profile=wide * x.profile + (1.0 - wide),
        offset=x.offset * kept,
        length_spread=x.length_spread * kept**2,
        is_centered=False,
        crossed=x.crossed * kept**2,
        tails=x.tails * kept**2 + (6.0 * kept + 3.0 * (1.0 - kept)) * (1.0 - kept),
    )
