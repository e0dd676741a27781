"""Networks [torch]: the forward pass of a layout's network, and a scheme sampled into its tensors."""

from fanscope.networks.forward import Trace, forward
from fanscope.networks.hypernetwork import Context, compute_features, generate, make_main
from fanscope.networks.sampling import sample_network, sample_tensor

__all__ = [
    "Context",
    "Trace",
    "compute_features",
    "forward",
    "generate",
    "make_main",
    "sample_network",
    "sample_tensor",
]
