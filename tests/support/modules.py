"""Modules that nobody wrote for Fanscope: every way in which a user's network may be unusual."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence
from torch.utils.checkpoint import checkpoint

B = 8


class Case(NamedTuple):
    """A module, what it reads, and how many weighted operations it makes."""

    module: nn.Module
    batch: Any
    operations: int


def mlp(width: int = 12, depth: int = 3, *, inplace: bool = False) -> nn.Sequential:
    layers: list[nn.Module] = []
    for _ in range(depth):
        layers += [nn.Linear(width, width), nn.ReLU(inplace=inplace)]
    return nn.Sequential(*layers, nn.Linear(width, 5))


class Shared(nn.Module):
    """One layer used three times, an embedding tied to the output."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(20, 12)
        self.layer = nn.Linear(12, 12)
        self.head = nn.Linear(12, 20, bias=False)
        self.head.weight = self.table.weight

    def forward(self, tokens: Tensor) -> Tensor:
        x = self.table(tokens)
        for _ in range(3):
            x = torch.tanh(self.layer(x))
        made: Tensor = self.head(x)
        return made


class Functional(nn.Module):
    """Raw parameters, no module for a layer."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Parameter(torch.randn(16, 12) / 12**0.5)
        self.second = nn.Parameter(torch.randn(16, 5) / 4)

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.first).relu() @ self.second


class Hyper(nn.Module):
    """A hypernetwork: its head makes the main layer's weight."""

    def __init__(self) -> None:
        super().__init__()
        self.code = nn.Parameter(torch.randn(6))
        self.head = nn.Linear(6, 12 * 5)

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.head(self.code).view(5, 12))


@dataclass
class Prediction:
    logits: Tensor
    features: list[Tensor]


class Structured(nn.Module):
    """Returns what it is told to: a dictionary, a tuple, a dataclass."""

    def __init__(self, wrap: Callable[[Tensor, Tensor], Any]) -> None:
        super().__init__()
        self.body, self.wrap = nn.Linear(12, 12), wrap
        self.head = nn.Linear(12, 5)

    def forward(self, x: Tensor) -> Any:
        features = torch.tanh(self.body(x))
        return self.wrap(self.head(features), features)


class Keywords(nn.Module):
    """Reads tokens and a mask by name, as language models do."""

    def __init__(self) -> None:
        super().__init__()
        self.table, self.head = nn.Embedding(20, 12), nn.Linear(12, 5)

    def forward(self, tokens: Tensor, mask: Tensor) -> dict[str, Tensor]:
        return {"logits": self.head(self.table(tokens) * mask[..., None])}


class Restless(nn.Module):
    """Draws from every global generator, counts its calls, keeps a cache, switches its own mode."""

    def __init__(self) -> None:
        super().__init__()
        self.layer, self.drop = nn.Linear(12, 5), nn.Dropout(0.5)
        self.norm = nn.BatchNorm1d(12)
        self.calls, self.cache = 0, []  # type: ignore[var-annotated]

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        self.cache.append(x)
        self.last = x
        self.train()
        noise = float(np.random.rand()) + random.random()
        made: Tensor = self.layer(self.drop(self.norm(x))) + noise
        return made


class Raises(nn.Module):
    """Fails in the middle, after a layer has run."""

    def __init__(self, error: BaseException | None = None) -> None:
        super().__init__()
        self.first, self.norm = nn.Linear(12, 12), nn.BatchNorm1d(12)
        self.second = nn.Linear(7, 5)
        self.error = error

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm(self.first(x))
        if self.error is not None:
            raise self.error
        made: Tensor = self.second(x)
        return made


class Checkpointed(nn.Module):
    """Runs its body again on the way back."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.head = mlp(), nn.Linear(5, 3)

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.head(checkpoint(self.body, x, use_reentrant=False))
        return made


class Mapped(nn.Module):
    """Runs its layer under ``vmap``, whose tensors have no memory of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.inner, self.outer = nn.Linear(12, 12), nn.Linear(12, 5)

    def forward(self, x: Tensor) -> Tensor:
        made: Tensor = self.outer(torch.vmap(self.inner)(x))
        return made


def packed(width: int = 12) -> PackedSequence:
    return pack_padded_sequence(torch.randn(6, B, width), torch.tensor([6, 6, 5, 4, 4, 3, 2, 1]))


def frozen() -> nn.Module:
    module = mlp()
    for parameter in module.parameters():
        parameter.requires_grad = False
    return module


def convolutional() -> nn.Module:
    return nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.BatchNorm2d(8),
        nn.ReLU(inplace=True),
        nn.Conv2d(8, 8, 3, groups=4),
        nn.ReLU(),
        nn.ConvTranspose2d(8, 4, 2, stride=2),
        nn.Flatten(),
        nn.Linear(4 * 12 * 12, 5),
    )


def transformer() -> nn.Module:
    return nn.Transformer(16, 2, 2, 2, 32, batch_first=True)


X = torch.randn(B, 12, generator=torch.Generator().manual_seed(1))
TOKENS = torch.randint(20, (B, 7), generator=torch.Generator().manual_seed(2))

CASES: dict[str, Callable[[], Case]] = {
    "mlp": lambda: Case(mlp(), X, 4),
    "in-place": lambda: Case(mlp(inplace=True), X, 4),
    "in-place on the batch": lambda: Case(nn.Sequential(nn.ReLU(inplace=True), mlp()), X, 4),
    "convolutional": lambda: Case(convolutional(), torch.randn(B, 3, 8, 8), 4),
    "transformer": lambda: Case(transformer(), (torch.randn(B, 5, 16), torch.randn(B, 6, 16)), 22),
    "lstm": lambda: Case(nn.LSTM(12, 9, 2, bidirectional=True), torch.randn(6, B, 12), 4),
    "gru": lambda: Case(nn.GRU(12, 9, batch_first=True), torch.randn(B, 6, 12), 1),
    "rnn": lambda: Case(nn.RNN(12, 9, nonlinearity="relu"), torch.randn(6, B, 12), 1),
    "packed lstm": lambda: Case(nn.LSTM(12, 9), packed(), 1),
    "shared": lambda: Case(Shared(), TOKENS, 5),
    "functional": lambda: Case(Functional(), X, 2),
    "hypernetwork": lambda: Case(Hyper(), X, 2),
    "frozen": lambda: Case(frozen(), X, 4),
    "bfloat16": lambda: Case(mlp().bfloat16(), X.bfloat16(), 4),
    "half": lambda: Case(mlp().half(), X.half(), 4),
    "double": lambda: Case(mlp().double(), X.double(), 4),
    "dictionary": lambda: Case(
        Structured(lambda logits, features: {"logits": logits, "features": features}), X, 2
    ),
    "tuple": lambda: Case(Structured(lambda *outputs: (*outputs, None, 3)), X, 2),
    "dataclass": lambda: Case(Structured(lambda a, b: Prediction(a, [b])), X, 2),
    "keywords": lambda: Case(Keywords(), {"tokens": TOKENS, "mask": torch.ones(B, 7)}, 2),
    "restless": lambda: Case(Restless(), X, 1),
    "evaluating": lambda: Case(Restless().eval(), X, 1),
    "encoder in evaluation": lambda: Case(
        nn.TransformerEncoder(nn.TransformerEncoderLayer(12, 2, 20, batch_first=True), 2).eval(),
        torch.randn(B, 6, 12),
        8,
    ),
    "bag of tokens": lambda: Case(nn.EmbeddingBag(20, 12), TOKENS, 1),
    "mapped": lambda: Case(Mapped(), X, 1),
    "weight norm": lambda: Case(
        nn.Sequential(parametrizations.weight_norm(nn.Linear(12, 12)), nn.Linear(12, 5)), X, 2
    ),
    "spectral norm": lambda: Case(parametrizations.spectral_norm(nn.Linear(12, 5)), X, 1),
    "checkpointed": lambda: Case(Checkpointed(), X, 5),
    "lazy": lambda: Case(nn.Sequential(nn.LazyLinear(12), nn.ReLU(), nn.LazyLinear(5)), X, 2),
    "compiled": lambda: Case(torch.compile(mlp()), X, 4),  # type: ignore[arg-type]
    "compiled inside": lambda: Case(
        nn.Sequential(
            cast("nn.Module", torch.compile(nn.Linear(12, 12))), nn.Tanh(), nn.Linear(12, 5)
        ),
        X,
        2,
    ),
    "without parameters": lambda: Case(nn.Sequential(nn.Flatten(), nn.ReLU()), X, 0),
}
