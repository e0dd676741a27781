"""The network starts healthy: one forward and one backward pass, no training."""

import torch
from mynet.models import build


def test_the_initialization_is_healthy(init_health):
    """Whatever the seed, no layer explodes, vanishes or forgets its inputs."""
    generator = torch.Generator().manual_seed(0)
    init_health.assert_healthy(build(), torch.randn(32, 64, generator=generator))
