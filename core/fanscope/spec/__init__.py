"""The vocabulary users write: what to train, on what, under which schemes.

Every model is frozen and refuses unknown keys. The models check what one field can know
by itself; :mod:`fanscope.parsing` adds what needs the scheme registry and turns every
complaint into one :class:`~fanscope.errors.SpecError`.
"""

from fanscope.spec.data import DataSpec, DigitsData, FashionMnistData, GaussianData, MnistData
from fanscope.spec.experiment import ExperimentSpec
from fanscope.spec.layers import (
    Activation,
    ActivationLayer,
    AttentionLayer,
    BatchNormLayer,
    Conv2dLayer,
    DropoutLayer,
    EmbeddingLayer,
    FlattenLayer,
    GroupNormLayer,
    Layer,
    LayerNormLayer,
    LinearLayer,
    PoolLayer,
    PositionsLayer,
    ResidualLayer,
    RmsNormLayer,
    TokensLayer,
)
from fanscope.spec.network import (
    HypernetworkSpec,
    LearnedConditioning,
    MainSpec,
    MlpSpec,
    NetworkSpec,
    PerTensorHeads,
    SequentialSpec,
    TrunkSpec,
)
from fanscope.spec.parts import Part, PartField, Parts, parts
from fanscope.spec.scheme_choice import SchemeChoice
from fanscope.spec.training import (
    Adam,
    AdamW,
    EverySchedule,
    ListedSchedule,
    LogSchedule,
    Momentum,
    OptimizerSpec,
    RecordSpec,
    Sgd,
    TrainingSpec,
)

__all__ = [
    "Activation",
    "ActivationLayer",
    "Adam",
    "AdamW",
    "AttentionLayer",
    "BatchNormLayer",
    "Conv2dLayer",
    "DataSpec",
    "DigitsData",
    "DropoutLayer",
    "EmbeddingLayer",
    "EverySchedule",
    "ExperimentSpec",
    "FashionMnistData",
    "FlattenLayer",
    "GaussianData",
    "GroupNormLayer",
    "HypernetworkSpec",
    "Layer",
    "LayerNormLayer",
    "LearnedConditioning",
    "LinearLayer",
    "ListedSchedule",
    "LogSchedule",
    "MainSpec",
    "MlpSpec",
    "MnistData",
    "Momentum",
    "NetworkSpec",
    "OptimizerSpec",
    "Part",
    "PartField",
    "Parts",
    "PerTensorHeads",
    "PoolLayer",
    "PositionsLayer",
    "RecordSpec",
    "ResidualLayer",
    "RmsNormLayer",
    "SchemeChoice",
    "SequentialSpec",
    "Sgd",
    "TokensLayer",
    "TrainingSpec",
    "TrunkSpec",
    "parts",
]
