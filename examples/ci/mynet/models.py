"""A deep perceptron for the digits."""

from itertools import pairwise

from torch import nn

WIDTHS = (64, 256, 256, 256, 256, 256, 256, 10)


def build() -> nn.Module:
    """Return the network, newly drawn."""
    layers: list[nn.Module] = []
    for fan_in, fan_out in pairwise(WIDTHS):
        linear = nn.Linear(fan_in, fan_out)
        nn.init.normal_(linear.weight, std=0.02)
        nn.init.zeros_(linear.bias)
        layers += [linear, nn.ReLU()]
    return nn.Sequential(*layers[:-1])
