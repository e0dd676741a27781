"""The code that conditions a hypernetwork: what it is and how large it is expected to be."""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi, sin
from typing import Literal

from fanscope.layout.tensors import TensorLayout
from fanscope.spec import (
    Conditioning,
    GivenConditioning,
    LearnedConditioning,
    NoiseConditioning,
    OneHotConditioning,
    TaskConditioning,
)

CodeKind = Literal["learned", "task", "noise", "given", "one_hot"]
_UNIFORM_KURTOSIS, _NORMAL_KURTOSIS = 1.8, 3.0


@dataclass(frozen=True, slots=True)
class CodeLayout:
    """The code in front of the trunk.

    Attributes:
        kind: Where it comes from.
        size: How many numbers it has.
        second_moment: E[h_k^2], the mean over k; of learned codes under the initialization that all schemes
            share, uniform with variance 1.
        kurtosis: E[h_k^4] / E[h_k^2]^2, means over k; 1.8 for uniform and 3 for normal codes.
        embeddings: The learned codes: one a layer, one a task, or none.
        values: Of a given code, encoded.
        draws: How many codes there are at one step, each with a main network of its own.
        noise: Distribution of a code that is noise.
    """

    kind: CodeKind
    size: int
    second_moment: float
    kurtosis: float
    embeddings: tuple[TensorLayout, ...] = ()
    values: tuple[float, ...] = ()
    draws: int = 1
    noise: Literal["normal", "uniform"] = "normal"

    @property
    def is_per_layer(self) -> bool:
        """Whether each layer has a code of its own; otherwise all share one."""
        return self.kind in ("learned", "one_hot")

    @property
    def is_deterministic(self) -> bool:
        """Whether it is the same in every run: nothing about it is drawn."""
        return self.kind in ("given", "one_hot")


def lay_out_code(conditioning: Conditioning, names: tuple[str, ...]) -> CodeLayout:
    """Return the code of a hypernetwork over layers of these names."""
    match conditioning:
        case LearnedConditioning(size=size):
            embeddings = tuple(_embedding(f"embedding.{name}", size) for name in names)
            return CodeLayout("learned", size, 1.0, _UNIFORM_KURTOSIS, embeddings)
        case TaskConditioning(tasks=tasks, size=size):
            embeddings = tuple(_embedding(f"embedding.task.{task}", size) for task in range(tasks))
            return CodeLayout("task", size, 1.0, _UNIFORM_KURTOSIS, embeddings)
        case NoiseConditioning(size=size, draws=draws, distribution=noise):
            kurtosis = _NORMAL_KURTOSIS if noise == "normal" else _UNIFORM_KURTOSIS
            return CodeLayout("noise", size, 1.0, kurtosis, draws=draws, noise=noise)
        case OneHotConditioning():
            size = len(names)
            return CodeLayout("one_hot", size, 1.0 / size, float(size))
        case GivenConditioning():
            return _lay_out_given(encode(conditioning))


def encode(conditioning: GivenConditioning) -> tuple[float, ...]:
    """Return a given code's values as the trunk reads them.

    ``cosine`` turns g into cos(pi g / 2) and sin(pi g / 2), all cosines first: whatever g is, the mean
    square is 1/2.

    Reference: ortiz2024magnitude, section 4.
    """
    if conditioning.encoding == "none":
        return conditioning.values
    angles = [pi * value / 2 for value in conditioning.values]
    return (*map(cos, angles), *map(sin, angles))


def _lay_out_given(values: tuple[float, ...]) -> CodeLayout:
    second = sum(value**2 for value in values) / len(values)
    fourth = sum(value**4 for value in values) / len(values)
    return CodeLayout("given", len(values), second, fourth / second**2, values=values)


def _embedding(name: str, size: int) -> TensorLayout:
    return TensorLayout(name, (size,), 1, size, "embedding")
