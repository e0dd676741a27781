"""Data sets a spec can name."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fanscope.spec.model import Model


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
