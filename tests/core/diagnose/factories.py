"""Factories that ``test_factory`` finds by their path."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from support.modules import X, mlp

built = mlp()
number = 3


def module() -> nn.Module:
    return mlp()


def with_batch() -> tuple[nn.Module, Tensor]:
    return mlp(), X


def with_loss() -> tuple[object, ...]:
    return mlp(), X, lambda output: output.square().mean()


def needs_arguments(width: int, *, depth: int, bias: bool = True) -> nn.Module:
    return mlp(width, depth)


def raises() -> nn.Module:
    raise ValueError("no such width\nand a second line")


def returns_nothing() -> None:
    return None


def differs() -> nn.Module:
    return mlp(depth=int(torch.randint(1, 50, ())))


def no_gradient() -> tuple[nn.Module, Tensor]:
    class Rounds(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layer = nn.Linear(12, 5)

        def forward(self, x: Tensor) -> Tensor:
            return torch.as_tensor(self.layer(x).argmax(1))

    return Rounds(), X
