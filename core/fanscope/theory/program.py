"""Forward through any network in the mean, node by node.

Notation: as in stream.py.

Queries, keys and values are linear layers; what attention makes of them has no theory: what depends on it is unknown
until a norm makes the second moment 1 again, and what of it differs between inputs stays unknown. So does an activation
of a sum that has positive values in it already, its units not Gaussian about zero, unless it is a ReLU (shifted.py).

Reference: poole2016exponential, eqs. 3 to 5; novak2019bayesian; yang2019mean.
"""

from __future__ import annotations

from itertools import count

import numpy as np

from fanscope.data_moments import DataMoments
from fanscope.distribution import Assignment
from fanscope.image_geometry import ImageGeometry
from fanscope.layout import (
    ActivationNode,
    AttentionNode,
    ConvNode,
    DropoutNode,
    LayerLayout,
    LinearNode,
    NetworkLayout,
    Node,
    NormNode,
    PoolNode,
    Program,
    ReshapeNode,
    ResidualNode,
    TableNode,
    TensorLayout,
    walk,
)
from fanscope.theory.noise import Floats
from fanscope.theory.places import REACH
from fanscope.theory.starts import fixed_start, heads_by_target
from fanscope.theory.stream import Stream, data_stream
from fanscope.theory.through_activation import has_response, through_activation
from fanscope.theory.through_dropout import drop_out
from fanscope.theory.through_norms import through_norm
from fanscope.theory.through_pools import flatten, through_pool
from fanscope.theory.through_sums import add_streams, add_table, share_sum
from fanscope.theory.through_weights import draw_of, through_weights, window_of
from fanscope.theory.visit import Visit
from fanscope.theory.weights import MainVariances


class WayForward:
    """One forward pass of theory under way, all schemes at once."""

    def __init__(
        self,
        layout: NetworkLayout,
        variances: MainVariances,
        assignments: list[Assignment],
        *,
        n: int,
        is_rough: bool,
    ) -> None:
        """Remember what every node may ask for."""
        self.index = {layer.name: index for index, layer in enumerate(layout.layers)}
        self.has_groups = any(
            isinstance(node, ConvNode) and node.groups > 1 for node in walk(layout.program)
        )
        self.heads = heads_by_target(layout)
        self.variances = variances
        self.assignments = assignments
        self.n = n
        self.is_rough = is_rough
        self._places = count()

    def run(self, program: Program, x: Stream) -> tuple[Visit, ...]:
        """Return the visits of a program's nodes."""
        visits = []
        for node in program:
            visits.append(self._visit(node, x))
            x = visits[-1].y
        return tuple(visits)

    def _visit(self, node: Node, x: Stream) -> Visit:
        match node:
            case LinearNode() | ConvNode():
                return self._weigh(node, x)
            case ActivationNode():
                bend = through_activation(x, node, n=self.n)
                if self.is_rough:
                    bend = bend._replace(is_shifted=False)
                is_known = self.is_rough or has_response(x, node.activation)
                y = bend.stream if is_known else unknown(bend.stream)
                return Visit(next(self._places), node, x, y, bend)
            case NormNode():
                leveling = through_norm(x, node, n=self.n)
                y = self._dress(node, leveling.stream)
                return Visit(next(self._places), node, x, y, leveling)
            case ResidualNode():
                return self._add(node, x)
            case AttentionNode():
                return self._attend(node, x)
            case _:
                return Visit(next(self._places), node, x, self._rearrange(node, x))

    def _weigh(self, node: LinearNode | ConvNode, x: Stream) -> Visit:
        layer = node.layer
        draw = draw_of(self.variances, self.index[layer.name])
        passage = through_weights(x, layer, window_of(node), draw)
        return Visit(next(self._places), node, x, passage.stream, passage)

    def _attend(self, node: AttentionNode, x: Stream) -> Visit:
        looks = tuple(
            self._weigh(LinearNode(layer, node.input, layer.output), x)
            for layer in (node.query, node.key, node.value)
        )
        return Visit(next(self._places), node, x, unknown(x), body=looks)

    def _rearrange(
        self, node: TableNode | PoolNode | ReshapeNode | DropoutNode, x: Stream
    ) -> Stream:
        match node:
            case PoolNode():
                pooled = through_pool(x, node)
                # Few inputs a channel behind a norm: what their places share is too uneven for a mean over channels.
                is_uneven = self.has_groups and x.is_leveled and node.kind == "global"
                return pooled._replace(is_between_sharp=x.is_between_sharp and not is_uneven)
            case ReshapeNode():
                return flatten(x) if node.kind == "flatten" else x
            case DropoutNode():
                return drop_out(x, node.p)
            case TableNode(layer=layer):
                return self._look_up(layer, x)

    def _look_up(self, layer: LayerLayout, x: Stream) -> Stream:
        if layer.kind == "positions":
            return add_table(x, self.variances.log_weight[self.index[layer.name]])
        height, features = layer.output
        pairs = np.zeros((len(x.log_second), 2, min(height, REACH), 1))
        pairs[:, 0, 0] = 1.0
        profile = np.ones((len(pairs), height, 1))
        table = x._replace(channels=features, pairs=pairs, profile=profile)
        return unknown(table)

    def _dress(self, node: NormNode, y: Stream) -> Stream:
        """Return y times the norm's scale; unknown where scale or shift do not start at 1 and at 0."""
        starts = ((node.norm.scale, 1.0), (node.norm.shift, 0.0))
        is_plain = all(self._starts_at(tensor, start) for tensor, start in starts if tensor)
        return y if is_plain else unknown(y)

    def _starts_at(self, tensor: TensorLayout, start: float) -> bool:
        """Whether a tensor is this number in every draw of every scheme."""
        for assignment in self.assignments:
            if fixed_start(tensor, self.heads, assignment) != start:
                return False
        return True

    def _add(self, node: ResidualNode, x: Stream) -> Visit:
        body, shortcut = self.run(node.body, x), self.run(node.shortcut, x)
        b = body[-1].y
        s = shortcut[-1].y if shortcut else x
        alpha, is_fixed = self._factor(node)
        log_second, of_body = share_sum(s, b, alpha)
        y = add_streams(s, b, of_body, log_second)
        if not is_fixed or not (_is_fresh(node.body, b) or _is_fresh(node.shortcut, s)):
            y = unknown(y)
        return Visit(next(self._places), node, x, y, None, body, shortcut, alpha, of_body)

    def _factor(self, node: ResidualNode) -> tuple[Floats, bool]:
        """Return the factor on a branch, [S], and whether it is the same in every draw."""
        if node.learned is None:
            return np.full(len(self.assignments), node.multiplier), True
        found = [fixed_start(node.learned, self.heads, a) for a in self.assignments]
        values = [node.multiplier if value is None else value for value in found]
        return np.array(values), None not in found


def unknown(x: Stream) -> Stream:
    """Return a signal of which nothing is known."""
    return x._replace(is_second_known=False, is_between_known=False)


def _is_fresh(program: Program, y: Stream) -> bool:
    """Whether a branch's output has random signs that nothing outside the branch knows."""
    has_weights = any(isinstance(node, LinearNode | ConvNode) for node in walk(program))
    return has_weights and y.has_random_signs


def go_forward(
    layout: NetworkLayout,
    variances: MainVariances,
    assignments: list[Assignment],
    moments: DataMoments,
    *,
    n: int,
    geometry: ImageGeometry | None = None,
    is_rough: bool = False,
) -> tuple[Visit, ...]:
    """Return the visits of the whole network, in the mean.

    ``geometry`` is that of the data's images, where they have one and it was measured. ``is_rough`` takes sums of positive
    signals for Gaussian about zero, instead of saying nothing.
    """
    way = WayForward(layout, variances, assignments, n=n, is_rough=is_rough)
    return way.run(layout.program, data_stream(layout.input, moments, geometry, len(assignments)))
