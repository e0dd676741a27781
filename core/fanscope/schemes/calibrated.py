"""Schemes that draw first and then learn each layer's scale from the run's first batch.

What is drawn is only where they begin, so theory predicts nothing for them; the learning itself, in torch, is
:mod:`fanscope.networks.calibration`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fanscope.distribution import Assignment, orthogonal
from fanscope.layout import NetworkLayout
from fanscope.schemes.blocks import block_of
from fanscope.schemes.matrix import assign_around
from fanscope.schemes.scheme import PLAIN_KINDS, ParameterInfo, Scheme, SchemeInfo

LSUV_LAYER = 0.7
"""Steps of training that one layer of LSUV costs: two passes forward, as a rule, and no backward one."""
METAINIT_STEP = 10.0
"""Of one step of MetaInit, which differentiates three times."""
GRADINIT_STEP = 4.0
"""Of one step of GradInit: two losses, and a gradient through a gradient."""

_OF = ParameterInfo("of", "scheme", "kaiming", "the scheme to begin from")


def _steps(example: int) -> ParameterInfo:
    return ParameterInfo(
        "steps", "number", example, "steps of learning the scales", 1, 10_000, is_whole=True
    )


def _mark(assignment: Assignment) -> Assignment:
    return {name: drawn.before_calibration() for name, drawn in assignment.items()}


@dataclass(frozen=True, slots=True)
class Lsuv(Scheme):
    """Orthonormal weights, each rescaled so that its layer's outputs have variance 1 on the first batch."""

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="lsuv",
        title="Layer-sequential unit variance",
        formula=r"W \leftarrow \frac{W}{\sqrt{\mathrm{Var}(y)}} \text{ until } |\mathrm{Var}(y) - 1| < 0.01",
        reference="mishkin2016all",
        summary="Layer by layer, orthonormal weights are divided by the standard deviation of what comes out on the "
        "run's first batch: no assumption about activations, norms or sums is needed. It looks forward only.",
        fits=PLAIN_KINDS,
        calibration="lsuv",
    )

    def learning_steps(self, layout: NetworkLayout) -> float:
        """Return what rescaling costs, layer by layer."""
        return LSUV_LAYER * len(layout.layers)

    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return orthonormal weights, before their scale is found.

        Reference: mishkin2016all, algorithm 1.
        """
        matrices = {}
        for layer in layout.layers:
            if not layer.is_table:
                block = block_of(layer.weight)
                mean_square = 1.0 / max(block.outputs, layer.fan_in)
                matrices[layer.weight.name] = orthogonal(mean_square, groups=block.groups)
        return _mark(assign_around(layout, matrices))


@dataclass(frozen=True, slots=True)
class _Learned(Scheme):
    """Another scheme's draw, and a budget of steps in which the scales are learned."""

    of: Scheme
    steps: float

    def why_not(self, layout: NetworkLayout) -> str | None:
        """Return why this scheme or the one to begin from does not fit."""
        return Scheme.why_not(self, layout) or self.of.why_not(layout)

    def distribute(self, layout: NetworkLayout) -> Assignment:
        """Return the other scheme's distributions, before the scales are learned."""
        return _mark(self.of.distribute(layout))

    def silences(self, layout: NetworkLayout) -> frozenset[str]:
        """Return what the other scheme starts at zero on purpose."""
        return self.of.silences(layout)


@dataclass(frozen=True, slots=True)
class MetaInit(_Learned):
    """Weights whose norms make the gradient change as little as possible along itself."""

    lr: float

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="metainit",
        title="MetaInit",
        formula=r"\min_{\|W\|} \mathrm{GQ} = \frac{1}{N} \left\| \frac{g - H g}{g + \epsilon} - 1 \right\|_1",
        reference="dauphin2019metainit",
        summary="The norms of the weights are learned by signed gradient steps on the gradient quotient, which is small "
        "where the loss is nearly linear along its gradient. The authors move norms by 0.1; small layers need less.",
        fits=PLAIN_KINDS,
        parameters=(
            _OF,
            _steps(100),
            ParameterInfo("lr", "number", 0.1, "change of a norm in one step", 0.0, 100.0),
        ),
        calibration="metainit",
    )

    def learning_steps(self, layout: NetworkLayout) -> float:  # noqa: ARG002
        """Return what the budget of steps costs."""
        return METAINIT_STEP * (self.steps + 1)


@dataclass(frozen=True, slots=True)
class GradInit(_Learned):
    """Scales of all tensors that make the first step of gradient descent count most."""

    lr: float

    info: ClassVar[SchemeInfo] = SchemeInfo(
        name="gradinit",
        title="GradInit",
        formula=r"\min_m L\left(\theta_m - \eta \frac{g_m}{\|g_m\|}\right) \text{ where } \|g_m\| \le 1",
        reference="zhu2021gradinit",
        summary="One scale a tensor is learned by Adam so that the loss after one normalized gradient step is smallest; "
        "while the gradient is longer than 1 its norm is shrunk instead. The authors take a step of 0.1.",
        fits=PLAIN_KINDS,
        parameters=(
            _OF,
            _steps(100),
            ParameterInfo(
                "lr", "number", 0.1, "length of the step that is looked ahead", 0.0, 100.0
            ),
        ),
        calibration="gradinit",
    )

    def learning_steps(self, layout: NetworkLayout) -> float:  # noqa: ARG002
        """Return what the budget of steps costs."""
        return GRADINIT_STEP * (self.steps + 1)
