"""What PyTorch does when nobody asks: ``nn.Linear`` and ``nn.Embedding`` as they come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Assignment, Distribution, constant, normal, uniform
from fanscope.layout import NetworkLayout, TensorLayout
from fanscope.schemes.scheme import Scheme, SchemeInfo


@dataclass(frozen=True, slots=True)
class TorchDefault(Scheme):
    """Uniform weights and biases within 1 / sqrt(fan_in); standard normal embeddings."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="torch-default",
        title="PyTorch's default",
        formula=r"W, b \sim \mathcal{U}\left(\pm\frac{1}{\sqrt{d_\mathrm{in}}}\right),"
        r"\quad \mathrm{Var}(W) = \frac{1}{3 d_\mathrm{in}}",
        reference="paszke2019pytorch",
        summary="A third of fan-in Xavier, biases too. On a hypernetwork's heads it makes every "
        "generated weight of variance about 1/3, so that the main network still explodes.",
    )

    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return ``nn.Linear``'s and ``nn.Embedding``'s distributions for every tensor.

        Reference: paszke2019pytorch (``nn.Linear.reset_parameters``, ``nn.Embedding``).
        """
        return {tensor.name: _draw(tensor) for tensor in layout.trainable}


def _draw(tensor: TensorLayout) -> Distribution:
    match tensor.role:
        case "embedding" | "chunk_embedding" | "table":
            return normal(1.0)
        case "norm_scale" | "norm_shift" | "multiplier" | "zero_kernel" | "start_offset":
            return constant(tensor.start)
        case _:
            return uniform(1.0 / (3.0 * tensor.fan_in))
