"""What a scheme's layers measured, for the pictures and tables of a check.

Notation:
    L   the network's weighted layers, input side first
"""

from __future__ import annotations

from dataclasses import dataclass

from fanscope.verdicts import Evidence
from fanscope.wording import plain

Column = tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One scheme at step 0, medians over seeds; None where there is no finite number.

    Attributes:
        scheme: Its label.
        layers: Names, L of them.
        second_moment: Of the pre-activations, [L].
        healthy: The same in a healthy network of this shape, [L].
        gradient: Second moment of the loss's gradient by the pre-activation, [L].
        mean_cosine: Between two inputs' pre-activations, [L].
    """

    scheme: str
    layers: tuple[str, ...]
    second_moment: Column
    healthy: Column
    gradient: Column
    mean_cosine: Column

    @property
    def drawn(self) -> Column:
        """All numbers that share an axis in pictures."""
        return (*self.second_moment, *self.healthy)


def profile_of(evidence: Evidence) -> Profile:
    """Return the numbers of one scheme or module."""
    return Profile(
        scheme=evidence.scheme,
        layers=tuple(layer.name for layer in evidence.layers),
        second_moment=tuple(plain(float(value)) for value in evidence.second_moment),
        healthy=tuple(plain(float(value)) for value in evidence.healthy.second_moment),
        gradient=tuple(plain(float(value)) for value in evidence.gradient),
        mean_cosine=tuple(plain(float(value)) for value in evidence.mean_cosine),
    )
