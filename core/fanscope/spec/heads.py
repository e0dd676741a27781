"""How a hypernetwork's last hidden features become the tensors of the main network."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from fanscope.spec.model import Flag, Model, Width


class PerTensorHeads(Model):
    """One linear head per generated tensor; ``bias`` adds beta (and gamma), one number per output.

    ``base`` adds theta_0 to what a head gives: independent parameters that start as an ordinary network's.
    """

    kind: Literal["per_tensor"] = "per_tensor"
    bias: Flag = True
    base: Flag = False


class ChunkedHeads(Model):
    """One head for all weights and biases, ``size`` values at a time; a learned embedding tells the chunks apart."""

    kind: Literal["chunked"] = "chunked"
    size: Width
    embedding: Annotated[int, Field(ge=1, le=100_000, strict=True)] = 50
    bias: Flag = True


class LowRankHeads(Model):
    """Heads for two factors of each weight, W = A B of rank ``rank``.

    ``base`` adds W_0: independent parameters that start as an ordinary network's. B then starts at zero.
    """

    kind: Literal["low_rank"] = "low_rank"
    rank: Width
    bias: Flag = True
    base: Flag = True


def _assume_per_tensor(heads: Any) -> Any:
    """Read ``{bias: false}`` as one head per tensor."""
    is_bare = isinstance(heads, dict) and "kind" not in heads
    return {"kind": "per_tensor", **heads} if is_bare else heads


Heads = Annotated[
    PerTensorHeads | ChunkedHeads | LowRankHeads,
    Field(discriminator="kind"),
    BeforeValidator(_assume_per_tensor),
]
