"""What a hypernetwork is told before it generates: the code in front of its trunk."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from fanscope.spec.model import Finite, Model, Positive

CodeSize = Annotated[int, Field(ge=1, le=100_000, strict=True)]


class LearnedConditioning(Model):
    """One learned embedding per main layer, ``size`` numbers each."""

    kind: Literal["learned"] = "learned"
    size: CodeSize = 50


class TaskConditioning(Model):
    """One learned embedding per task, which all layers share; tasks follow each other in training."""

    kind: Literal["task"] = "task"
    tasks: Annotated[int, Field(ge=1, le=1000, strict=True)]
    size: CodeSize = 50


LEAST_DRAWS = 4
"""The gradient of log v goes like 1 / v, whose mean is finite over four draws or more (v is chi-squared over draws - 1)."""


class NoiseConditioning(Model):
    """Noise of mean 0 and variance 1, drawn anew at each step and shared by all layers: a Bayesian hypernetwork.

    The loss is the mean over ``draws`` main networks plus ``kl`` times the divergence of the generated
    values from a normal prior, summed over all of them; 1 / (number of training examples) makes it the
    negative evidence bound of one example.
    """

    kind: Literal["noise"] = "noise"
    size: CodeSize = 50
    draws: Annotated[int, Field(ge=1, le=100, strict=True)] = 1
    distribution: Literal["normal", "uniform"] = "normal"
    kl: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False, strict=True)] = 0.0
    prior_variance: Positive = 1.0

    @model_validator(mode="after")
    def _a_variance_needs_draws(self) -> Self:
        if self.kl > 0 and self.draws < LEAST_DRAWS:
            raise ValueError(
                f"kl compares the generated values' variance over the draws with the prior's, and the gradient of "
                f"that over {self.draws} has no finite variance; set draws: {LEAST_DRAWS} or more, or kl: 0.0"
            )
        return self


SMALLEST_GIVEN = 1e-6
"""Below it, heads would have to be larger than a float32 holds well to make anything of a given code."""


class GivenConditioning(Model):
    """The same numbers for all layers at every step; ``cosine`` writes g as cos(pi g / 2), sin(pi g / 2)."""

    kind: Literal["given"] = "given"
    values: Annotated[tuple[Finite, ...], Field(min_length=1, max_length=10_000)]
    encoding: Literal["none", "cosine"] = "none"

    @model_validator(mode="after")
    def _is_no_zero_vector(self) -> Self:
        if self.encoding == "none" and max(map(abs, self.values)) < SMALLEST_GIVEN:
            raise ValueError(
                f"values that are all 0, or below {SMALLEST_GIVEN:g}, leave the heads nothing to multiply; "
                "give another number, or encoding: cosine"
            )
        return self


class OneHotConditioning(Model):
    """A 1 at the layer's own place, zeros elsewhere: each head has a column for its layer alone."""

    kind: Literal["one_hot"] = "one_hot"


def _assume_learned(conditioning: Any) -> Any:
    """Read ``{size: 50}`` as learned embeddings."""
    is_bare = isinstance(conditioning, dict) and "kind" not in conditioning
    return {"kind": "learned", **conditioning} if is_bare else conditioning


Conditioning = Annotated[
    LearnedConditioning
    | TaskConditioning
    | NoiseConditioning
    | GivenConditioning
    | OneHotConditioning,
    Field(discriminator="kind"),
    BeforeValidator(_assume_learned),
]
