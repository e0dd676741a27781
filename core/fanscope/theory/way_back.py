"""Backward through any network: second moment of gradients, node by node, and how it varies.

Notation:
    S, K, H, W  schemes; sources of randomness (noise.py); sides
    g           E[(dL/dy)^2], L one example's loss, mean over units, places and inputs
    R           mean squared product of two examples' gradients over g^2

Every output that an input reaches sends Var(W) times its own g back; edges are counted exactly. The weights have seen
the signal, and send more back to the units it came from (backward.py); norms leave no gradient along the signal.

Reference: schoenholz2017deep, section 3; yang2017mean, section 4; yang2019mean, section 3.2.
"""

from __future__ import annotations

import numpy as np

from fanscope.layout import (
    ActivationNode,
    AttentionNode,
    ConvNode,
    DropoutNode,
    LinearNode,
    NormNode,
    PoolNode,
    ReshapeNode,
    ResidualNode,
    TableNode,
    walk,
)
from fanscope.theory.echo import Echo, mix_pulled
from fanscope.theory.fluctuations import EmbeddingSources
from fanscope.theory.noise import Floats, Sources
from fanscope.theory.noise_forth import NoiseForth
from fanscope.theory.places import mean_of_taps, mean_over_places, reach_matrix
from fanscope.theory.signal import capped_ratios
from fanscope.theory.stream import Stream
from fanscope.theory.through_activation import raise_profile
from fanscope.theory.through_weights import LOG_NOTHING, Window, window_of
from fanscope.theory.unevenness import Residuals
from fanscope.theory.visit import Visit
from fanscope.theory.weights import MainVariances

_MOST_WOBBLE = 0.5
_WOBBLE_OPEN = 0.5
"""Part of what uneven channels add behind a batch norm that the interval leaves open: their sizes are a gamma number's to
first order only, and those of one block's norms go together. Found by sampling, narrow shortcuts above all."""
_FEWEST_VALUES = 8.0


class WayBack:
    """One backward pass of theory under way, all schemes at once."""

    def __init__(
        self,
        index: dict[str, int],
        forth: NoiseForth,
        variances: MainVariances,
        embeddings: EmbeddingSources,
        sources: Sources,
        *,
        n: int,
    ) -> None:
        """Remember what every node may ask for."""
        self.index = index
        self.forth = forth
        self.variances = variances
        self.embeddings = embeddings
        self.sources = sources
        self.n = n
        self.has_groups = False
        self.echoes: dict[str, Echo] = {}

    def start(self, visits: tuple[Visit, ...], g: Echo) -> None:
        """Send the loss's gradient back through the whole network; keep those of weighted layers on the way."""
        nodes = walk(visit.node for visit in visits)
        self.has_groups = any(isinstance(node, ConvNode) and node.groups > 1 for node in nodes)
        self.run(visits, g)

    def run(self, visits: tuple[Visit, ...], g: Echo) -> Echo:
        """Return the gradient in front of the first visit; as it came from where it is unknown."""
        for visit in reversed(visits):
            if not g.is_known:
                return g
            g = self._step(visit, g)
        return g

    def _step(self, visit: Visit, g: Echo) -> Echo:
        match visit.node:
            case LinearNode() | ConvNode():
                return self._through_weights(visit, visit.node, g)
            case ActivationNode():
                return self._through_activation(visit, visit.node, g)
            case NormNode():
                # Few inputs a channel: their sizes are too uneven for the mean of 1 / size.
                g = g._replace(is_known=g.is_known and not self.has_groups)
                return self._through_norm(visit, visit.node, g)
            case ResidualNode():
                return self._through_sum(visit, g)
            case PoolNode():
                return _through_pool(visit, visit.node, g)
            case ReshapeNode():
                ones = np.ones_like(visit.x.profile)
                apart = ones[0].size / g.profile[0].size
                return g._replace(
                    profile=ones,
                    overlap=g.overlap / apart,
                    projected=g.projected / apart,
                    together=g.together / apart,
                    within=g.within / apart,
                    leveled_within=g.leveled_within / apart,
                )
            case DropoutNode(p=p):
                return _through_mask(visit, 1.0 - p, g)
            case TableNode(layer=layer):
                self.echoes[layer.name] = g
                return g
            case AttentionNode():
                return g._replace(is_known=False)

    def _through_weights(self, visit: Visit, node: LinearNode | ConvNode, g: Echo) -> Echo:
        g = g.gather(np.ones_like(g.extra))
        self.echoes[node.layer.name] = g
        index, window = self.index[node.layer.name], window_of(node)
        reached, mean = _reach_back(visit.x, window, g)
        outputs = node.layer.weight.shape[0] / window.groups
        passage = visit.passage
        # A mask leaves fewer units for the signal to have come from.
        alike = _coherence(visit.x, window) / (visit.x.channels * visit.x.kept / window.groups)
        through = passage.weight_part * (1.0 - self.variances.kept_back[index])
        pull = (g.alignment * alike * through * g.direct)[:, None]
        pulled = pull * (g.product - g.noise)
        self._subtract_second(visit, pull, pulled)
        noise = g.noise.copy()
        for column in (self.embeddings.own[index], self.embeddings.common):
            noise[:, column] += self.variances.weight_share[index]
        came = passage.weight_part * g.alignment
        alignment = came + 1.0 - passage.weight_part
        overlap = g.overlap * (g.together + (1.0 - g.together) / window.kernel**2)
        free = 1.0 - self.variances.kept_back[index]
        excess = self.variances.weight_excess[index] / (outputs * window.kernel**2)
        # Gradients differ in size from channel to channel: less certain than uniform weights' even ones would be.
        excess = np.maximum(excess, 0.0) if window.kernel > 1 else excess
        return g._replace(
            overlap=overlap,
            peaks=1.0,
            projected=np.maximum(2.0 * overlap * free + excess, 0.0),
            alignment=alignment,
            direct=g.direct * came / np.maximum(alignment, 1e-12),
            extra=through * alike * (g.alignment - 1.0),
            pulled=pulled,
            leveled_by=np.zeros_like(excess),
            log_second=g.log_second
            + np.log(outputs)
            + np.maximum(self.variances.log_weight[index], LOG_NOTHING)
            + np.log(mean)
            + self._lose_to_norm(index, node, g),
            noise=noise,
            profile=reached,
        )

    def _subtract_second(self, visit: Visit, pull: Floats, noise: Floats) -> None:
        """Take ``pull`` times the linear form of a layer's log q, own width included, from a linear form."""
        form, columns = self.forth.after[visit.place], self.forth.columns[visit.place]
        between = pull * self.forth.nodes.weights.part[self.forth.nodes.row[visit.place], :, None]
        shared = pull - between
        noise[:, : form.shape[-1]] -= between * form[:, 0] + shared * form[:, 1]
        noise[:, columns[0]] -= between[:, 0]
        noise[:, columns[1]] -= shared[:, 0]

    def _lose_to_norm(self, index: int, node: LinearNode | ConvNode, g: Echo) -> Floats:
        """Return the log of what is lost where a batch norm follows: long rows of W get the smaller gradients, [S]."""
        tails = 2.0 + self.variances.weight_excess[index]
        return np.asarray(np.log1p(-np.minimum(g.leveled_by * tails / node.layer.fan_in, 0.9)))

    def _through_activation(self, visit: Visit, node: ActivationNode, g: Echo) -> Echo:
        y, nodes = visit.x, self.forth.nodes
        row = nodes.row[visit.place]
        response = nodes.bends.response[row]
        left = Residuals(*(values[row] for values in nodes.bends.left))
        profile = g.profile * raise_profile(y.profile, response.slope_slope)
        mean = mean_over_places(profile)
        form = self.forth.before[visit.place]
        g = g.gather(response.slope_second)
        noise = g.noise.copy()
        noise[:, : form.shape[-1]] += (nodes.bends.to_slope[row] @ form)[:, 0]
        first, second = self.forth.columns[visit.place]
        noise[:, first] += left.slope_first
        noise[:, second] += left.slope_second
        own, overlap = self._unit_spread(row, y, g)
        through = np.square(response.second_slope) * np.exp(
            response.log_second - response.log_slope
        )
        came = through * g.alignment
        alignment = came + np.maximum(1.0 + 2.0 * response.slope_slope - through, 0.0)
        noise[:, self.sources.add(own)] = 1.0
        alike = np.minimum(response.slope_overlap + response.shared_floor, 1.0)
        return g._replace(
            log_second=g.log_second
            + response.log_slope
            + 2.0 * np.log(node.frequency)
            + np.log(mean),
            noise=noise,
            alignment=alignment,
            direct=g.direct * came / np.maximum(alignment, 1e-12),
            leveled_by=np.zeros_like(own),
            profile=profile / mean[:, None, None],
            overlap=overlap,
            common=g.common * response.slope_overlap,
            leveled=g.common * alike,
            within=g.within * response.slope_overlap,
            leveled_within=g.within * alike,
            is_known=g.is_known and visit.y.is_second_known and not visit.bend.is_shifted,
        )

    def _unit_spread(self, row: int, y: Stream, g: Echo) -> tuple[Floats, Floats]:
        """Return the relative variance of g from this layer's channels, and R in front of the activation."""
        noise = self.forth.nodes.bends
        response = noise.response[row]
        height, width = y.places
        alone = (
            3.0
            * g.peaks
            * (1.0 + g.lengths)
            * np.exp(response.slope_fourth)
            / (self.n * height * width)
        )
        uneven = np.exp(noise.slope_unevenness[row])
        spread = uneven * (1.0 + g.projected) + alone - 1.0
        own = np.maximum(spread - noise.left.explained[row], 0.0) / y.channels
        shared = np.square(response.slope_overlap)
        overlap = shared * g.overlap + np.exp(response.slope_unevenness) / y.channels
        return own, np.minimum(overlap, 1.0)

    def _through_sum(self, visit: Visit, g: Echo) -> Echo:
        if visit.alpha is None or visit.of_body is None:
            raise TypeError("a sum of nothing")
        with np.errstate(divide="ignore"):
            scaled = g.log_second + 2.0 * np.log(np.abs(visit.alpha))
        part = visit.of_body
        body = self.run(visit.body, _aligned(g._replace(log_second=scaled), part))
        shortcut = self.run(visit.shortcut, _aligned(g, 1.0 - part))
        if not (shortcut.is_known and body.is_known):
            return g._replace(is_known=False)
        log_second = np.logaddexp(shortcut.log_second, body.log_second)
        of_body = capped_ratios(body.log_second, log_second)
        of_shortcut = 1.0 - of_body
        wide = (slice(None), None, None)
        return g._replace(
            log_second=log_second,
            noise=of_shortcut[:, None] * shortcut.noise + of_body[:, None] * body.noise,
            profile=of_shortcut[wide] * shortcut.profile + of_body[wide] * body.profile,
            overlap=of_shortcut**2 * shortcut.overlap + of_body**2 * body.overlap,
            common=of_shortcut * shortcut.common + of_body * body.common,
            together=of_shortcut * shortcut.together + of_body * body.together,
            within=of_shortcut * shortcut.within + of_body * body.within,
            projected=of_shortcut**2 * shortcut.projected + of_body**2 * body.projected,
            alignment=of_shortcut * shortcut.alignment + of_body * body.alignment,
            direct=of_shortcut * shortcut.direct + of_body * body.direct,
            extra=of_shortcut * shortcut.extra + of_body * body.extra,
            pulled=mix_pulled(shortcut, body, of_body),
            leveled_by=of_shortcut * shortcut.leveled_by + of_body * body.leveled_by,
        )

    def _through_norm(self, visit: Visit, node: NormNode, g: Echo) -> Echo:
        """Return g divided by what the norm divides by, less the two directions that it takes away.

        A channel or example of small variance gets more than one of large variance loses.
        """
        leveling, norms = visit.leveling, self.forth.nodes.norms
        row = self.forth.nodes.row[visit.place]
        wobble = np.minimum(norms.wobble[row], _MOST_WOBBLE)
        values = max(leveling.num_values, _FEWEST_VALUES)
        profile = g.profile
        if node.kind in ("layernorm", "rmsnorm") and len(node.input) == 2:
            profile = profile / visit.x.profile
        mean = mean_over_places(profile)
        is_known = (
            g.is_known
            and visit.x.is_second_known
            and leveling.num_values >= _FEWEST_VALUES
            and bool(np.all(norms.wobble[row] < _MOST_WOBBLE))
        )
        zeros = np.zeros_like(g.alignment)
        taken = 2.0 / values + zeros
        if node.kind == "batchnorm":
            # An example's places have a gradient in common: chance is one over the examples, not over all values.
            taken = taken + g.leveled + g.leveled_within / self.n
        form = self.forth.before[visit.place]
        noise = g.noise.copy()
        noise[:, : form.shape[-1]] -= (norms.to_divisor[row] @ form)[:, 0]
        noise[:, self.sources.add((_WOBBLE_OPEN * wobble) ** 2)] = 1.0
        return g._replace(
            alignment=zeros,
            direct=zeros,
            extra=zeros,
            pulled=None,
            leveled_by=zeros + (node.kind == "batchnorm"),
            common=zeros if node.kind == "batchnorm" else g.common,
            leveled=zeros,
            leveled_within=zeros,
            log_second=g.log_second
            - leveling.log_divisor
            - np.log1p(-wobble)
            + np.log1p(-np.minimum(taken, 0.9))
            + np.log(mean),
            noise=noise,
            profile=profile / mean[:, None, None],
            is_known=is_known,
        )


def _through_mask(visit: Visit, kept: float, g: Echo) -> Echo:
    """Return g in front of dropout: y . dL/dy stays what it was, and examples have masks of their own."""
    height, width = visit.x.places
    values = visit.x.channels * height * width
    return g._replace(
        log_second=g.log_second - np.log(kept),
        overlap=g.overlap * kept**2 + (1.0 - kept**2) / values,
        common=g.common * kept,
        leveled=g.leveled * kept,
        peaks=g.peaks / kept,
    )


def _aligned(g: Echo, part: Floats) -> Echo:
    """Return g with the alignment of one of the signals that a sum consists of, ``part`` of its second moment."""
    came = part * g.alignment
    alignment = came + 1.0 - part
    direct = g.direct * came / np.maximum(alignment, 1e-12)
    return g._replace(alignment=alignment, direct=direct, leveled_by=part * g.leveled_by)


def _coherence(x: Stream, window: Window) -> Floats:
    """Return how alike the places under a window are, [S]: 1, or 1 over its size for independent places."""
    taps = mean_of_taps(window.kernel, window.dilation, x.pairs.shape[2], x.pairs.shape[3])
    return np.asarray(x.same.reshape(-1, len(taps)) @ taps)


def _reach_back(x: Stream, window: Window, g: Echo) -> tuple[Floats, Floats]:
    """Return g of the places in front, relative, and how many taps a place reaches in the mean, weighted by g."""
    if window == Window(groups=window.groups):
        return g.profile, np.ones(len(g.log_second))
    rows, columns = (
        reach_matrix(side, window.kernel, window.stride, window.padding, window.dilation)
        for side in x.places
    )
    sums = rows.T @ g.profile @ columns
    mean = mean_over_places(sums)
    return sums / mean[:, None, None], mean


def _through_pool(visit: Visit, node: PoolNode, g: Echo) -> Echo:
    """Return g spread over the windows; overlapping windows and largest values have no theory."""
    height, width = visit.x.places
    kept = np.exp(np.minimum(visit.y.log_second - visit.x.log_second, 0.0))
    g = _aligned(g, kept)
    if node.kind == "global":
        return g._replace(
            log_second=g.log_second - 2.0 * np.log(height * width),
            profile=np.ones_like(visit.x.profile),
        )
    if node.kind == "max" or node.stride < node.kernel or node.padding:
        return g._replace(profile=np.ones_like(visit.x.profile), is_known=False)
    window = Window(node.kernel, node.stride)
    reached, mean = _reach_back(visit.x, window, g)
    return g._replace(
        log_second=g.log_second - 4.0 * np.log(node.kernel) + np.log(mean),
        profile=reached,
    )
