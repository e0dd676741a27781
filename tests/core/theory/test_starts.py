"""Which numbers stand fixed at step 0, drawn or generated."""

from __future__ import annotations

from fanscope.layout import NetworkLayout, lay_out
from fanscope.schemes import resolve
from fanscope.theory.starts import fixed_start, heads_by_target
from support.networks import Tree, conv, linear, phi
from support.program_specs import BATCHNORM, GLOBAL, hypernetwork, network, on_noise


def _fixed(tree: Tree, scheme: str, name: str) -> float | None:
    spec = on_noise(tree, scheme)
    layout: NetworkLayout = lay_out(spec.network)
    assignment = resolve(spec.schemes[0]).assign(layout)
    (tensor,) = (tensor for tensor in layout.main if tensor.name == name)
    return fixed_start(tensor, heads_by_target(layout), assignment)


MAIN = network(conv(8), BATCHNORM, phi(), GLOBAL, linear(10))
ALL = {**hypernetwork(MAIN), "generates": "all"}


def test_scales_and_shifts_start_at_1_and_0() -> None:
    for tree, scheme in ((MAIN, "xavier"), (ALL, "hyperfan-in")):
        assert _fixed(tree, scheme, "main.1.scale") == 1.0
        assert _fixed(tree, scheme, "main.1.shift") == 0.0


def test_weights_vary_drawn_or_generated() -> None:
    for tree, scheme in ((MAIN, "xavier"), (ALL, "hyperfan-in")):
        assert _fixed(tree, scheme, "main.0.weight") is None


def test_chunks_are_fixed_for_nobody() -> None:
    chunked = {**hypernetwork(MAIN), "heads": {"kind": "chunked", "size": 64}}
    assert _fixed(chunked, "xavier", "main.0.weight") is None
