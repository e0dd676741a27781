"""Schemes that are a rule for one matrix, and where a network has matrices for them.

On a plain network the matrices are the layers' weights. On a hypernetwork a classical scheme
sees no main weights, they are not parameters; it treats each head's kernel, [target size,
features], like the weight of any linear layer. That is the failure that Chang et al. 2020 describe.
"""

from __future__ import annotations

from abc import abstractmethod

from fanscope.activations import squared_gain
from fanscope.distribution import Assignment, Distribution, constant, uniform
from fanscope.fans import fan_in_variance
from fanscope.layout import NetworkLayout, TensorLayout
from fanscope.schemes.scheme import Scheme


class MatrixScheme(Scheme):
    """A scheme that knows how to draw one matrix; everything else follows :func:`assign_around`."""

    @abstractmethod
    def draw(self, matrix: TensorLayout, *, c: float) -> Distribution:
        """Return the distribution of one weight or head kernel.

        Args:
            matrix: The tensor.
            c: Squared gain of the function in front of the matrix; 1 for head kernels,
                whose features the hypernetwork's own layers have already rescaled.
        """

    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return ``draw`` for every main weight, theta_0 of one and head kernel, the rest as usual."""
        own = {
            layer.drawn_weight.name: self.draw(layer.drawn_weight, c=squared_gain(layer.fed_by))
            for layer in layout.layers
            if layer.drawn_weight is not None and not layer.is_table
        }
        heads = {
            tensor.name: self.draw(tensor, c=1.0)
            for head in layout.heads
            for tensor in head.tensors
            if tensor.role == "kernel"
        }
        return assign_around(layout, own | heads)


def assign_around(layout: NetworkLayout, matrices: Assignment) -> Assignment:
    """Return ``matrices`` completed by what all schemes share.

    Biases, offsets and norms' shifts start at zero, norms' scales at one, a learned multiplier where its spec
    says, and so does what generates norms and multipliers, or the right factor of a low-rank weight beside its
    base; learned codes, chunk embeddings and tables are uniform with variance 1, and the layers between embeddings and heads keep
    the second moment: fan-in Xavier before tanh, fan-in Kaiming before ReLU.

    Reference: chang2020principled, section 5.
    """
    return {
        tensor.name: matrices[tensor.name]
        if tensor.name in matrices
        else _draw_shared(tensor, layout)
        for tensor in layout.trainable
    }


def _draw_shared(tensor: TensorLayout, layout: NetworkLayout) -> Distribution:
    if tensor.role in ("embedding", "chunk_embedding", "table"):
        return uniform(1.0)
    if tensor.role == "trunk_weight" and layout.hypernet is not None:
        c = squared_gain(layout.hypernet.trunk_activation)
        return uniform(fan_in_variance(tensor.fan_in, c=c))
    return constant(tensor.start)
