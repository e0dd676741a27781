"""Networks: a multilayer perceptron, any sequence of layers, and a hypernetwork over either."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from fanscope.spec.conditioning import Conditioning, LearnedConditioning
from fanscope.spec.heads import Heads, PerTensorHeads
from fanscope.spec.layers import Activation, Layer
from fanscope.spec.model import Flag, Model, Width


class MlpSpec(Model):
    """A fully connected network: ``widths[0]`` inputs, ``widths[-1]`` outputs, linear output layer."""

    kind: Literal["mlp"] = "mlp"
    widths: Annotated[tuple[Width, ...], Field(min_length=2, max_length=1001)]
    activation: Activation = "tanh"
    bias: Flag = True


Shape = Annotated[tuple[Width, ...], Field(min_length=1, max_length=3)]


class SequentialSpec(Model):
    """A list of layers, nested as deep as residual blocks go; ``input`` is the shape of one example."""

    kind: Literal["sequential"] = "sequential"
    input: Shape
    layers: Annotated[tuple[Layer, ...], Field(min_length=1, max_length=1000)]


def _assume_mlp(main: Any) -> Any:
    """Read ``{widths: [...]}`` as a multilayer perceptron."""
    is_bare = isinstance(main, dict) and "kind" not in main and "widths" in main
    return {"kind": "mlp", **main} if is_bare else main


MainSpec = Annotated[
    MlpSpec | SequentialSpec, Field(discriminator="kind"), BeforeValidator(_assume_mlp)
]


class TrunkSpec(Model):
    """Hidden layers of the hypernetwork, between the embedding and the heads; none by default."""

    widths: Annotated[tuple[Width, ...], Field(max_length=100)] = ()
    activation: Literal["relu", "tanh"] = "relu"


class HypernetworkSpec(Model):
    """A network that generates the tensors of ``main``.

    ``generates: all`` means norms' scales and shifts and learned multipliers too, each by a head of its own.
    """

    kind: Literal["hypernetwork"] = "hypernetwork"
    main: MainSpec
    generates: Literal["weights", "weights_and_biases", "all"] = "weights"
    conditioning: Conditioning = LearnedConditioning()
    trunk: TrunkSpec = TrunkSpec()
    heads: Heads = PerTensorHeads()

    @model_validator(mode="after")
    def _main_has_what_is_generated(self) -> Self:
        has_no_bias = isinstance(self.main, MlpSpec) and not self.main.bias
        if self.generates == "weights_and_biases" and has_no_bias:
            raise ValueError(
                "generates weights_and_biases, but network.main.bias is false; "
                "set bias: true or generates: weights"
            )
        return self


NetworkSpec = Annotated[MlpSpec | SequentialSpec | HypernetworkSpec, Field(discriminator="kind")]
