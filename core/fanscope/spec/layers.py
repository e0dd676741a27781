"""The layers of a ``sequential`` network, one model an operation, told apart by ``op``.

Shapes are those of one example: ``[features]``, ``[channels, height, width]`` or ``[tokens, features]``.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fanscope.spec.model import Count, Finite, Flag, Fraction, Model, Positive, Width

Activation = Literal[
    "relu", "leaky-relu", "tanh", "sigmoid", "gelu", "silu", "softplus", "sine", "linear"
]


class LinearLayer(Model):
    """``features`` weighted sums of the last axis; on tokens, the same weights for each."""

    op: Literal["linear"] = "linear"
    features: Width
    bias: Flag = True


class Conv2dLayer(Model):
    """A convolution over ``[channels, height, width]``; ``groups`` equal to the channels makes it depthwise."""

    op: Literal["conv2d"] = "conv2d"
    channels: Width
    kernel: Count
    stride: Count = 1
    padding: Annotated[int, Field(ge=0, le=10_000, strict=True)] | Literal["same"] = 0
    dilation: Count = 1
    groups: Width = 1
    bias: Flag = True

    @model_validator(mode="after")
    def _same_needs_stride_one(self) -> Self:
        if self.padding == "same" and self.stride != 1:
            raise ValueError("padding: same needs stride: 1; write the padding as a number")
        return self


class BatchNormLayer(Model):
    """Every channel to mean 0 and variance 1 over the batch (Ioffe & Szegedy 2015), always by the batch's statistics."""

    op: Literal["batchnorm"] = "batchnorm"
    affine: Flag = True


class LayerNormLayer(Model):
    """Every example, or token, to mean 0 and variance 1 over its features (Ba et al. 2016)."""

    op: Literal["layernorm"] = "layernorm"
    affine: Flag = True


class GroupNormLayer(Model):
    """Every example to mean 0 and variance 1 over each group of channels (Wu & He 2018)."""

    op: Literal["groupnorm"] = "groupnorm"
    groups: Width
    affine: Flag = True


class RmsNormLayer(Model):
    """Every example, or token, to second moment 1 over its features (Zhang & Sennrich 2019)."""

    op: Literal["rmsnorm"] = "rmsnorm"
    affine: Flag = True


class ActivationLayer(Model):
    """An activation function; ``frequency`` is omega_0 of ``sine``, sin(omega_0 y) (Sitzmann et al. 2020)."""

    op: Literal["activation"] = "activation"
    name: Activation
    frequency: Positive = 1.0

    @model_validator(mode="after")
    def _frequency_is_for_sine(self) -> Self:
        if self.frequency != 1.0 and self.name != "sine":
            raise ValueError(f"frequency is for sine; {self.name} has none, leave it out")
        return self


class PoolLayer(Model):
    """The largest or the mean value of each window; ``global`` is the mean over all places."""

    op: Literal["pool"] = "pool"
    kind: Literal["max", "average", "global"]
    kernel: Count | None = None
    stride: Count | None = None
    padding: Annotated[int, Field(ge=0, le=10_000, strict=True)] = 0

    @model_validator(mode="after")
    def _windows_have_a_size(self) -> Self:
        if self.kind == "global" and (self.kernel is not None or self.stride is not None):
            raise ValueError("a global pool takes all places; leave kernel and stride out")
        if self.kind != "global" and self.kernel is None:
            raise ValueError(f"a {self.kind} pool needs a kernel, such as kernel: 2")
        if self.kernel is not None and self.padding > self.kernel // 2:
            raise ValueError(f"padding must be at most half the kernel, {self.kernel // 2}")
        return self


class FlattenLayer(Model):
    """All values of an example in one row."""

    op: Literal["flatten"] = "flatten"


class TokensLayer(Model):
    """Every place of ``[channels, height, width]`` as a token: ``[height * width, channels]``."""

    op: Literal["tokens"] = "tokens"


class DropoutLayer(Model):
    """Each value to zero with probability ``p`` in training, the rest times 1 / (1 - p) (Srivastava et al. 2014)."""

    op: Literal["dropout"] = "dropout"
    p: Fraction = 0.5


class ResidualLayer(Model):
    """``shortcut(x) + multiplier * body(x)`` (He et al. 2016); an empty shortcut passes x on unchanged.

    ``learned_multiplier`` makes the multiplier a trainable number that starts there, as SkipInit and ReZero ask for.
    """

    op: Literal["residual"] = "residual"
    body: Annotated[tuple[Layer, ...], Field(min_length=1, max_length=1000)]
    shortcut: Annotated[tuple[Layer, ...], Field(max_length=1000)] = ()
    multiplier: Finite = 1.0
    learned_multiplier: Flag = False


class AttentionLayer(Model):
    """Multi-head self-attention over ``[tokens, features]`` (Vaswani et al. 2017): four linear layers and a softmax."""

    op: Literal["attention"] = "attention"
    heads: Count
    causal: Flag = False
    bias: Flag = True


class EmbeddingLayer(Model):
    """A vector for each of ``vocabulary`` tokens: ``[tokens]`` whole numbers to ``[tokens, features]``; first layer only."""

    op: Literal["embedding"] = "embedding"
    vocabulary: Width
    features: Width


class PositionsLayer(Model):
    """A learned vector for each place of ``[tokens, features]``, added."""

    op: Literal["positions"] = "positions"


Layer = Annotated[
    LinearLayer
    | Conv2dLayer
    | BatchNormLayer
    | LayerNormLayer
    | GroupNormLayer
    | RmsNormLayer
    | ActivationLayer
    | PoolLayer
    | FlattenLayer
    | TokensLayer
    | DropoutLayer
    | ResidualLayer
    | AttentionLayer
    | EmbeddingLayer
    | PositionsLayer,
    Field(discriminator="op"),
]
ResidualLayer.model_rebuild()
