"""Forward through any network around the mean: the linear forms of every signal, node by node.

Notation:
    S       schemes
    form    linear forms of log v and log m of one signal, [S, 2, sources known so far]; see noise.py and stream.py

Every form is as wide as the number of sources when it was made: those that came later are not in it.

Reference: hanin2018start, theorem 5.
"""

from __future__ import annotations

import numpy as np

from fanscope.data_moments import DataMoments
from fanscope.layout import (
    ActivationNode,
    AttentionNode,
    ConvNode,
    DropoutNode,
    LinearNode,
    NormNode,
    PoolNode,
    ResidualNode,
)
from fanscope.theory.every_node import NodeNoise
from fanscope.theory.fluctuations import EmbeddingSources, data_noise
from fanscope.theory.noise import Floats, Sources
from fanscope.theory.pool_noise import pool_noise
from fanscope.theory.through_dropout import dropout_noise
from fanscope.theory.visit import Visit

_UNRESOLVED = 0.02
"""Relative standard deviation of v behind a batch norm that theory leaves open: channels are normalized one by one, v and
m of each together. Found by sampling (benchmarks/prediction_coverage.py)."""


class NoiseForth:
    """The randomness of a forward pass, put together node after node.

    Attributes:
        nodes: What each node does.
        before: Form of what came into a visit, by its place; of weighted layers, activations and norms.
        after: Form of what a weighted layer sends out, without its own width; by place.
        end: Form of what the network says.
        columns: A weighted layer's sources of v and m, or an activation's e1 and e2; by place.
    """

    def __init__(
        self, nodes: NodeNoise, embeddings: EmbeddingSources, sources: Sources, *, n: int
    ) -> None:
        """Remember what every node may ask for."""
        self.nodes = nodes
        self.before: dict[int, Floats] = {}
        self.after: dict[int, Floats] = {}
        self.columns: dict[int, tuple[int, int]] = {}
        self.end = np.empty(0)
        self._embeddings = embeddings
        self._sources = sources
        self._n = n

    def start(self, visits: tuple[Visit, ...], moments: DataMoments) -> None:
        """Run through a whole network."""
        x = visits[0].x
        if x.is_between_known:
            between, shared = data_noise(moments, self._n, self._sources)
            form = np.stack([between, shared], 1)[..., : self._sources.count]
        else:
            form = np.zeros((len(x.log_second), 2, self._sources.count))
        self.end = self.run(visits, form)

    def own_second(self, visit: Visit) -> Floats:
        """Return the relative variance of q from a weighted layer's own width, [S]."""
        return np.asarray(self.nodes.weights.own_second[self.nodes.row[visit.place]])

    def run(self, visits: tuple[Visit, ...], form: Floats) -> Floats:
        """Return the form of what a row of visits sends out, given that of what comes in."""
        for visit in visits:
            form = self._pass_on(visit, form)
        return form

    def _pass_on(self, visit: Visit, form: Floats) -> Floats:
        match visit.node:
            case LinearNode() | ConvNode():
                return self._through_weights(visit, form)
            case ActivationNode():
                return self._through_activation(visit, form)
            case NormNode():
                return self._through_norm(visit, visit.node, form)
            case ResidualNode():
                return self._through_sum(visit, form)
            case PoolNode():
                return self._through_pool(visit, visit.node, form)
            case DropoutNode(p=p) if p > 0.0:
                passed_on, masks = dropout_noise(visit.x, p, n=self._n)
                return self._widen(passed_on @ form, ((0, self._sources.add(masks), 1.0),))
            case AttentionNode():
                for look in visit.body:
                    self._through_weights(look, form)
                return form
            case _:
                return form

    def _through_weights(self, visit: Visit, form: Floats) -> Floats:
        noise, row = self.nodes.weights, self.nodes.row[visit.place]
        if visit.passage.has_bias:
            form = form.copy()
            form[:, 1] *= noise.through[row, :, None]
        if noise.is_generated:
            form = form.copy()
            for column in (self._embeddings.own[self.nodes.layer[row]], self._embeddings.common):
                form[:, 0, column] += noise.of_between[row]
                form[:, 1, column] += noise.of_shared[row]
        columns = (
            self._sources.add(noise.own_between[row]),
            self._sources.add(noise.own_shared[row]),
        )
        self.after[visit.place], self.columns[visit.place] = form, columns
        return self._widen(form, ((0, columns[0], 1.0), (1, columns[1], 1.0)))

    def _through_activation(self, visit: Visit, form: Floats) -> Floats:
        noise, row = self.nodes.bends, self.nodes.row[visit.place]
        self.before[visit.place] = form
        first, second = self._sources.add(noise.first[row]), self._sources.add(noise.second[row])
        self.columns[visit.place] = first, second
        own = ((0, first, 1.0), (1, first, noise.left.tilt[row]), (1, second, 1.0))
        return self._widen(noise.passed_on[row] @ form, own)

    def _through_norm(self, visit: Visit, node: NormNode, form: Floats) -> Floats:
        self.before[visit.place] = form
        matrix = self.nodes.norms.passed_on[self.nodes.row[visit.place]]
        passed_on = np.asarray(matrix @ form)
        if node.kind != "batchnorm":
            return passed_on
        return self._widen(passed_on, ((0, self._sources.add(_UNRESOLVED**2), 1.0),))

    def _through_sum(self, visit: Visit, form: Floats) -> Floats:
        noise, row = self.nodes.sums, self.nodes.row[visit.place]
        body = self.run(visit.body, form)
        shortcut = self.run(visit.shortcut, form)
        v, m = (self._sources.add(noise.crossed[row, :, which]) for which in (0, 1))
        added = self._widen(noise.of_body[row][..., None] * body, ((0, v, 1.0), (1, m, 1.0)))
        added[..., : shortcut.shape[-1]] += noise.of_shortcut[row][..., None] * shortcut
        return added

    def _through_pool(self, visit: Visit, node: PoolNode, form: Floats) -> Floats:
        if node.kind == "max" or node.padding:  # no theory: see through_pools.py
            return form
        noise = pool_noise(visit.x, visit.y, n=self._n)
        columns = [self._sources.add(r) for r in (noise.wander, noise.shared, noise.lengths)]
        wide = self._widen(form, ((0, columns[0], 1.0), (1, columns[1], 1.0), (0, columns[2], 1.0)))
        wide[:, 0] *= noise.stretch
        return wide

    def _widen(self, form: Floats, own: tuple[tuple[int, int, Floats | float], ...]) -> Floats:
        """Return a form as wide as there are sources, with (0 for v or 1 for m, column, weight) set."""
        num_schemes, _, known = form.shape
        wide = np.empty((num_schemes, 2, self._sources.count))
        wide[..., :known] = form
        wide[..., known:] = 0.0
        for which, column, weight in own:
            wide[:, which, column] = weight
        return wide
