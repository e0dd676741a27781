"""How a network is trained, and which of its steps are recorded."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fanscope.spec.model import Fraction, Model, Positive


class Sgd(Model):
    """Plain stochastic gradient descent."""

    kind: Literal["sgd"] = "sgd"
    lr: Positive = 0.001


class Momentum(Model):
    """Stochastic gradient descent with (heavy-ball) momentum."""

    kind: Literal["momentum"] = "momentum"
    lr: Positive = 0.001
    momentum: Fraction = 0.9


class Adam(Model):
    """Adam (Kingma & Ba 2015)."""

    kind: Literal["adam"] = "adam"
    lr: Positive = 0.0001
    beta1: Fraction = 0.9
    beta2: Fraction = 0.999


class AdamW(Model):
    """AdamW (Loshchilov & Hutter 2019): Adam with decoupled weight decay."""

    kind: Literal["adamw"] = "adamw"
    lr: Positive = 0.0001
    beta1: Fraction = 0.9
    beta2: Fraction = 0.999
    weight_decay: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False, strict=True)] = 0.01


OptimizerSpec = Annotated[Sgd | Momentum | Adam | AdamW, Field(discriminator="kind")]


Loss = Literal["cross-entropy", "mean-squared-error"]


class TrainingSpec(Model):
    """How long and by what rule to train.

    The loss is a mean over the batch: the cross-entropy of the classes, or the squared error, also a mean over
    the outputs. Left out, it is what suits the data; the squared error to classes is that to their one-hot vectors.
    Where the data is several tasks in sequence, each is trained for ``steps`` updates.
    """

    steps: Annotated[int, Field(ge=0, le=100_000_000, strict=True)] = 600
    batch_size: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 100
    optimizer: OptimizerSpec = Sgd()
    loss: Loss | None = None


class LogSchedule(Model):
    """About ``frames`` steps, spaced evenly in log(1 + step), first and last included."""

    schedule: Literal["log"] = "log"
    frames: Annotated[int, Field(ge=1, le=100_000, strict=True)] = 60


class EverySchedule(Model):
    """Every ``every`` steps, and the last."""

    schedule: Literal["every"] = "every"
    every: Annotated[int, Field(ge=1, le=100_000_000, strict=True)] = 10


class ListedSchedule(Model):
    """Just these steps, and step 0."""

    schedule: Literal["listed"] = "listed"
    steps: Annotated[
        tuple[Annotated[int, Field(ge=0, le=100_000_000, strict=True)], ...],
        Field(min_length=1, max_length=100_000),
    ]


RecordSpec = Annotated[
    LogSchedule | EverySchedule | ListedSchedule, Field(discriminator="schedule")
]
