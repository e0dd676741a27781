"""From a spec's network to its layout."""

from __future__ import annotations

from functools import lru_cache, partial

from fanscope.layout.dressing import Dress, dress, undressed
from fanscope.layout.hypernetwork import lay_out_hypernet
from fanscope.layout.mlp import lay_out_mlp
from fanscope.layout.network import NetworkLayout
from fanscope.layout.nodes import Program, collect_layers
from fanscope.layout.sequential import lay_out_sequential
from fanscope.spec import HypernetworkSpec, MainSpec, MlpSpec, NetworkSpec


@lru_cache(maxsize=64)
def lay_out(network: NetworkSpec) -> NetworkLayout:
    """Return the layout of a network as a user wrote it; remembered for the last 64 networks.

    Raises:
        SpecError: Shapes do not meet; names the layer and both shapes. Or heads that do not fit.
    """
    if not isinstance(network, HypernetworkSpec):
        program = _lay_out_main(network, "network", undressed)
        return NetworkLayout(program, collect_layers(program), hypernet=None)
    hypernet = lay_out_hypernet(network, _lay_out_main(network.main, "network.main", undressed))
    heads = {head.target.name: head for head in hypernet.heads}
    program = _lay_out_main(network.main, "network.main", partial(dress, heads=heads))
    return NetworkLayout(program, collect_layers(program), hypernet)


def _lay_out_main(main: MainSpec, field: str, dressing: Dress) -> Program:
    if isinstance(main, MlpSpec):
        return lay_out_mlp(main, dressing)
    return lay_out_sequential(main, field, dressing)
