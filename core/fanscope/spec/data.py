"""Data sets a spec can name."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from fanscope.spec.model import Model

DIGITS_SIDE = 8

ImageShape = Annotated[
    tuple[Annotated[int, Field(ge=1, le=1024, strict=True)], ...],
    Field(min_length=3, max_length=3),
]
"""Channels, height, width."""


class DigitsData(Model):
    """The 1,797 real 8x8 digits that ship with scikit-learn; needs no download.

    ``shape`` [channels, height, width] enlarges them: each pixel becomes a block of equal ones, and each
    channel is the same picture, so that small twins of networks for colour pictures can be trained on them.
    """

    name: Literal["digits"] = "digits"
    shape: ImageShape = (1, DIGITS_SIDE, DIGITS_SIDE)

    @model_validator(mode="after")
    def _sides_are_whole_multiples(self) -> Self:
        for side in self.shape[1:]:
            if side % DIGITS_SIDE:
                raise ValueError(
                    f"shape: the digits are 8x8 and enlarged by whole factors; {side} is no multiple "
                    "of 8, write shape: [3, 32, 32] for example"
                )
        return self


class MnistData(Model):
    """MNIST (LeCun et al. 1998), original IDX files, 28x28."""

    name: Literal["mnist"] = "mnist"


class FashionMnistData(Model):
    """Fashion-MNIST (Xiao et al. 2017), original IDX files, 28x28."""

    name: Literal["fashion-mnist"] = "fashion-mnist"


class Cifar10Data(Model):
    """CIFAR-10 (Krizhevsky 2009), original binary files, 3x32x32."""

    name: Literal["cifar10"] = "cifar10"


class GaussianData(Model):
    """Independent standard normal inputs with random labels: the data that theory assumes."""

    name: Literal["gaussian"] = "gaussian"
    features: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 64
    classes: Annotated[int, Field(ge=2, le=100_000, strict=True)] = 10
    examples: Annotated[int, Field(ge=1, le=1_000_000, strict=True)] = 2000


class ImageFolderData(Model):
    """A folder of pictures laid out like ImageNet: ``train/<class>/*.jpg`` and, if wanted, ``val/<class>/*.jpg``.

    Each picture's shorter side is brought to ``size`` and its middle is cut out, in colour: [3, size, size].
    ``path`` is below the data folder. ``classes`` and ``examples`` (training pictures) are counted where the
    folder is there; written down, they let an experiment be planned before it is.
    """

    name: Literal["image-folder"] = "image-folder"
    path: Annotated[str, Field(min_length=1, max_length=200)]
    size: Annotated[int, Field(ge=1, le=1024, strict=True)] = 224
    classes: Annotated[int, Field(ge=2, le=100_000, strict=True)] | None = None
    examples: Annotated[int, Field(ge=1, le=100_000_000, strict=True)] | None = None

    @field_validator("path")
    @classmethod
    def _path_stays_below_the_data_folder(cls, path: str) -> str:
        parts = path.split("/")
        is_plain = path.isprintable() and not any(sign in path for sign in '\\:"')
        if not is_plain or any(part in ("", ".", "..") for part in parts):
            raise ValueError(
                "is a folder below the data folder, such as imagenet or pictures/flowers: "
                "neither absolute nor with .. in it"
            )
        return path


class RegressionTasksData(Model):
    """One-dimensional regression tasks in sequence (von Oswald et al. 2020): a line, a parabola, a cubic, ...

    Each task is a polynomial on an interval of its own beside the others', with noise. They are learned one after
    the other, ``training.steps`` updates each, and what the network still knows of the earlier ones is measured.
    """

    name: Literal["regression-tasks"] = "regression-tasks"
    tasks: Annotated[int, Field(ge=1, le=100, strict=True)] = 3
    examples: Annotated[int, Field(ge=2, le=1_000_000, strict=True)] = 100
    noise: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False, strict=True)] = 0.05


DataSpec = Annotated[
    DigitsData
    | MnistData
    | FashionMnistData
    | Cifar10Data
    | ImageFolderData
    | RegressionTasksData
    | GaussianData,
    Field(discriminator="name"),
]
