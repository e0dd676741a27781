"""What a network consists of, without torch: its program, and every tensor's name, shape and fans.

Theory, schemes, limits, memory estimates and the torch modules all read this one description.

Names (also the names of probes, tables and figures):
    ``main.0``, ``main.3.body.0``, ...                layers of the main network, by their place in the spec
    ``main.4.query``, ``.key``, ``.value``, ``.out``  the four linear layers of an attention
    ``main.0.weight``, ``main.0.bias``                a layer's tensors, trainable or generated
    ``main.1.scale``, ``main.1.shift``                a norm's
    ``main.3.multiplier``                             a residual block's, where it is learned
    ``embedding.main.0``, ``embedding.task.0``        the learned code of main layer 0; of task 0
    ``embedding.chunk.0``                             what tells chunk 0 from the others
    ``trunk.0.weight``, ``trunk.0.bias``              hidden layers of the hypernetwork
    ``head.main.0.weight.kernel`` / ``.offset``       H and beta: head that generates ``main.0.weight``
    ``head.main.0.bias.kernel`` / ``.offset``         G and gamma: head that generates ``main.0.bias``
    ``head.main.1.scale.kernel`` / ``.offset``        the same for a norm's scale
    ``base.main.0.weight``                            theta_0, to which a head adds
    ``head.main.0.weight.left.kernel``, ``.right``    heads of the factors of a low-rank ``main.0.weight``
    ``head.chunks.kernel`` / ``.offset``              the one head of all chunks
"""

from fanscope.layout.building import lay_out
from fanscope.layout.chunks import ChunksLayout
from fanscope.layout.codes import CodeKind, CodeLayout
from fanscope.layout.draft import Draft, draft_outline
from fanscope.layout.hypernetwork import HypernetLayout
from fanscope.layout.layers import LayerKind, LayerLayout, NormLayout
from fanscope.layout.network import NetworkLayout
from fanscope.layout.nodes import (
    ActivationNode,
    AttentionNode,
    ConvNode,
    DropoutNode,
    LinearNode,
    Node,
    NormKind,
    NormNode,
    PoolKind,
    PoolNode,
    Program,
    ReshapeNode,
    ResidualNode,
    TableNode,
    collect_branch_layers,
    layers_of,
    walk,
)
from fanscope.layout.outline import OutlineNode, outline
from fanscope.layout.tensors import HeadLayout, Role, Shape, TensorLayout

__all__ = [
    "ActivationNode",
    "AttentionNode",
    "ChunksLayout",
    "CodeKind",
    "CodeLayout",
    "ConvNode",
    "Draft",
    "DropoutNode",
    "HeadLayout",
    "HypernetLayout",
    "LayerKind",
    "LayerLayout",
    "LinearNode",
    "NetworkLayout",
    "Node",
    "NormKind",
    "NormLayout",
    "NormNode",
    "OutlineNode",
    "PoolKind",
    "PoolNode",
    "Program",
    "ReshapeNode",
    "ResidualNode",
    "Role",
    "Shape",
    "TableNode",
    "TensorLayout",
    "collect_branch_layers",
    "draft_outline",
    "lay_out",
    "layers_of",
    "outline",
    "walk",
]
