"""The vocabulary users write: what to train, on what, under which schemes.

Every model is frozen and refuses unknown keys. The models check what one field can know
by itself; :mod:`fanscope.parsing` adds what needs the scheme registry and turns every
complaint into one :class:`~fanscope.errors.SpecError`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    model_serializer,
    model_validator,
)

Activation = Literal["relu", "tanh", "linear"]
Width = Annotated[int, Field(ge=1, le=10_000_000, strict=True)]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)]
Positive = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False, strict=True)]
Fraction = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False, strict=True)]


class Model(BaseModel):
    """Base of all spec models: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class MlpSpec(Model):
    """A fully connected network: ``widths[0]`` inputs, ``widths[-1]`` outputs, linear output layer."""

    kind: Literal["mlp"] = "mlp"
    widths: Annotated[tuple[Width, ...], Field(min_length=2, max_length=1001)]
    activation: Activation = "tanh"
    bias: Annotated[bool, Field(strict=True)] = True


class LearnedConditioning(Model):
    """One learned embedding per main layer, ``size`` numbers each."""

    kind: Literal["learned"] = "learned"
    size: Annotated[int, Field(ge=1, le=100_000, strict=True)] = 50


class TrunkSpec(Model):
    """Hidden layers of the hypernetwork, between the embedding and the heads; none by default."""

    widths: Annotated[tuple[Width, ...], Field(max_length=100)] = ()
    activation: Literal["relu", "tanh"] = "relu"


class PerTensorHeads(Model):
    """One linear head per generated tensor; ``bias`` adds beta (and gamma), one number per output."""

    kind: Literal["per_tensor"] = "per_tensor"
    bias: Annotated[bool, Field(strict=True)] = True


class HypernetworkSpec(Model):
    """A network that generates the tensors of ``main``."""

    kind: Literal["hypernetwork"] = "hypernetwork"
    main: MlpSpec
    generates: Literal["weights", "weights_and_biases"] = "weights"
    conditioning: LearnedConditioning = LearnedConditioning()
    trunk: TrunkSpec = TrunkSpec()
    heads: PerTensorHeads = PerTensorHeads()

    @model_validator(mode="after")
    def _main_has_what_is_generated(self) -> Self:
        if self.generates == "weights_and_biases" and not self.main.bias:
            raise ValueError(
                "generates weights_and_biases, but network.main.bias is false; "
                "set bias: true or generates: weights"
            )
        return self


NetworkSpec = Annotated[MlpSpec | HypernetworkSpec, Field(discriminator="kind")]


class DigitsData(Model):
    """The 1,797 real 8x8 digits that ship with scikit-learn; needs no download."""

    name: Literal["digits"] = "digits"


class MnistData(Model):
    """MNIST (LeCun et al. 1998), original IDX files, 28x28."""

    name: Literal["mnist"] = "mnist"


class FashionMnistData(Model):
    """Fashion-MNIST (Xiao et al. 2017), original IDX files, 28x28."""

    name: Literal["fashion-mnist"] = "fashion-mnist"


class GaussianData(Model):
    """Independent standard normal inputs with random labels: the data that theory assumes."""

    name: Literal["gaussian"] = "gaussian"
    features: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 64
    classes: Annotated[int, Field(ge=2, le=100_000, strict=True)] = 10
    examples: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 2000


DataSpec = Annotated[
    DigitsData | MnistData | FashionMnistData | GaussianData, Field(discriminator="name")
]


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


class TrainingSpec(Model):
    """How long and by what rule to train; the loss is the batch mean of the cross-entropy."""

    steps: Annotated[int, Field(ge=0, le=100_000_000, strict=True)] = 600
    batch_size: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 100
    optimizer: OptimizerSpec = Sgd()


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


class SchemeChoice(BaseModel):
    """A scheme by name, with its parameters; written ``xavier`` or ``{name: scaled, of: xavier, factor: 0.5}``.

    Which names and parameters exist is the registry's knowledge (:mod:`fanscope.schemes`).
    """

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, JsonValue]

    name: Annotated[str, Field(min_length=1, max_length=100)]

    @model_validator(mode="before")
    @classmethod
    def _read_bare_name(cls, data: Any) -> Any:
        return {"name": data} if isinstance(data, str) else data

    @model_serializer
    def _write_bare_name(self) -> str | dict[str, JsonValue]:
        return {"name": self.name, **self.parameters} if self.parameters else self.name

    @property
    def parameters(self) -> dict[str, JsonValue]:
        """The parameters as written, by name."""
        return dict(self.__pydantic_extra__ or {})

    @property
    def label(self) -> str:
        """The name under which results are shown: unique for each choice within a spec."""
        if not self.parameters:
            return self.name
        inner = ", ".join(f"{key}={_plain(value)}" for key, value in self.parameters.items())
        return f"{self.name}({inner})"


class ExperimentSpec(Model):
    """One experiment: every scheme is run with every seed."""

    name: Annotated[str, Field(min_length=1, max_length=200)] = "untitled"
    network: NetworkSpec
    data: DataSpec = DigitsData()
    training: TrainingSpec = TrainingSpec()
    record: RecordSpec = LogSchedule()
    schemes: Annotated[tuple[SchemeChoice, ...], Field(min_length=1, max_length=100)]
    seeds: (
        Annotated[int, Field(ge=1, le=1000, strict=True)]
        | Annotated[tuple[Seed, ...], Field(min_length=1, max_length=1000)]
    ) = 1

    @property
    def seed_list(self) -> tuple[int, ...]:
        """The seeds themselves: ``3`` means 0, 1 and 2."""
        return tuple(range(self.seeds)) if isinstance(self.seeds, int) else self.seeds

    @property
    def main(self) -> MlpSpec:
        """The network whose activations are looked at."""
        return self.network.main if isinstance(self.network, HypernetworkSpec) else self.network


def _plain(value: JsonValue) -> str:
    if isinstance(value, dict):
        return SchemeChoice.model_validate(value).label
    return str(value)
