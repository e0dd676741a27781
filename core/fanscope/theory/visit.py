"""A node on the way forward: what came in, what went out, and what the way back and the noise need of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from fanscope.layout import ConvNode, LinearNode, Node
from fanscope.theory.noise import Floats
from fanscope.theory.stream import Stream
from fanscope.theory.through_activation import Bend
from fanscope.theory.through_norms import Leveling
from fanscope.theory.through_weights import Passage

Detail = TypeVar("Detail", Passage, Bend, Leveling)


class Visit(NamedTuple):
    """A node on the way forward.

    Attributes:
        place: Its number among all visits of the pass.
        node: The node.
        x: What came in.
        y: What went out.
        detail: What its way forward found, for weighted layers, activations and norms.
        body: A block's branch; an attention's queries, keys and values, which all look at x.
        shortcut: A block's other way.
        alpha: Factor on a block's branch, [S].
        of_body: The branch's part of the sum's second moment, [S].
    """

    place: int
    node: Node
    x: Stream
    y: Stream
    detail: Passage | Bend | Leveling | None = None
    body: tuple[Visit, ...] = ()
    shortcut: tuple[Visit, ...] = ()
    alpha: Floats | None = None
    of_body: Floats | None = None

    @property
    def passage(self) -> Passage:
        """What a weighted layer found."""
        return _ensure(self.detail, Passage)

    @property
    def bend(self) -> Bend:
        """What an activation found."""
        return _ensure(self.detail, Bend)

    @property
    def leveling(self) -> Leveling:
        """What a norm found."""
        return _ensure(self.detail, Leveling)

    @property
    def shortcut_end(self) -> Stream:
        """What a block adds its branch to."""
        return self.shortcut[-1].y if self.shortcut else self.x


def _ensure(detail: object, kind: type[Detail]) -> Detail:
    if not isinstance(detail, kind):
        raise TypeError(f"{kind.__name__} expected, not {type(detail).__name__}")
    return detail


def walk_visits(visits: tuple[Visit, ...]) -> Iterator[Visit]:
    """Yield every visit, a block's branches before the block."""
    for visit in visits:
        yield from walk_visits(visit.body)
        yield from walk_visits(visit.shortcut)
        yield visit


def weighed_layers(visits: tuple[Visit, ...]) -> dict[str, Visit]:
    """Return the visits of weighted layers by the layers' names."""
    return {
        visit.node.layer.name: visit
        for visit in walk_visits(visits)
        if isinstance(visit.node, LinearNode | ConvNode)
    }
