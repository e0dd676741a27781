"""A folder of pictures, read batch by batch: only what a batch needs is ever in memory.

A picture that cannot be read is left out of its batch, once and whenever it is drawn again, and named in
:attr:`StreamedPictures.complaints`, so that nobody has to find out from a loss that half the data is gone.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError
from torch import Tensor

from fanscope.errors import DataError
from fanscope.picture_folder import Pictures, check_counts, find_folder, list_folder
from fanscope.spec import ImageFolderData
from fanscope.training.examples import Dataset

SAMPLE = 256
"""Training pictures, evenly spaced over the classes, by which all are standardized."""
_NAMED = 5
"""Broken files named in a complaint; the rest are counted."""
_MOST_PIXELS = 200_000_000
"""A picture that would unpack to more is refused: a small file can be made to fill any memory."""


@dataclass(frozen=True, slots=True, eq=False)
class StreamedPictures:
    """Pictures in files.

    Attributes:
        paths: Of the files.
        labels: int64 [examples], on the device.
        root: The folder that complaints name files from.
        size: Height and width that a picture is brought to.
        mean: What is subtracted from a value.
        std: By what the difference is divided.
        broken: Why each file that could not be read, or may not be, could not, by its name; grows.
    """

    paths: Sequence[str]
    labels: Tensor
    root: Path
    size: int
    mean: float
    std: float
    broken: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of files."""
        return len(self.paths)

    @property
    def complaints(self) -> tuple[str, ...]:
        """One sentence that counts the files that could not be read and names the first of them."""
        if not self.broken:
            return ()
        named = [f"{name} ({reason})" for name, reason in list(self.broken.items())[:_NAMED]]
        rest = len(self.broken) - len(named)
        more = f" and {rest:,} more" if rest else ""
        noun = "picture" if len(self.broken) == 1 else "pictures"
        return (
            f"{len(self.broken):,} {noun} could not be read and were skipped: {', '.join(named)}{more}",
        )

    def batch(self, chosen: Tensor | slice) -> tuple[Tensor, Tensor]:
        """Return the chosen pictures that can be read, [readable, 3 * size * size], and their labels.

        Raises:
            DataError: None of them can.
        """
        indices = torch.arange(len(self))[chosen.cpu() if isinstance(chosen, Tensor) else chosen]
        found = [(index, self._read(index)) for index in indices.tolist()]
        kept = [index for index, picture in found if picture is not None]
        pictures = [picture for _, picture in found if picture is not None]
        if not pictures:
            raise DataError(f"no picture of a batch can be read; {'; '.join(self.complaints)}")
        values = torch.from_numpy(np.stack(pictures)).to(self.labels.device)
        inputs = (values.flatten(1).to(torch.float32) - self.mean) / self.std
        return inputs, self.labels[torch.tensor(kept, device=self.labels.device)]

    def as_tokens(self) -> StreamedPictures:
        """Return the pictures with bytes as values, not standardized."""
        return replace(self, mean=0.0, std=1.0)

    def to(self, device: torch.device) -> StreamedPictures:
        """Return pictures whose batches are on a device."""
        return replace(self, labels=self.labels.to(device))

    def _read(self, index: int) -> NDArray[np.uint8] | None:
        path = self.paths[index]
        try:
            return read_picture(Path(path), self.size)
        except DataError as error:
            self.broken[_name(path, self.root)] = str(error)
            return None


def open_pictures(data: ImageFolderData, data_dir: Path | None) -> Dataset[StreamedPictures]:
    """Return the pictures of a folder, standardized by the mean and deviation of a sample of them.

    Raises:
        DataError: None of the sample can be read.
        SpecError: The folder is not there, not laid out as it should be, or holds something else than the
            spec says.
    """
    folder = list_folder(data.path, data_dir)
    check_counts(folder, data.path, classes=data.classes, examples=data.examples)
    root = find_folder(data.path, data_dir)
    train = _stream(folder.train, root, data.size, mean=0.0, std=1.0)
    chosen = np.unique(np.linspace(0, len(train) - 1, SAMPLE).round().astype(np.int64))
    sample, _ = train.batch(torch.from_numpy(chosen))
    mean, std = sample.mean(dtype=torch.float64).item(), sample.double().std(correction=0).item()
    train = replace(train, mean=mean, std=std or 1.0)
    test = _stream(folder.test, root, data.size, mean=train.mean, std=train.std)
    train.broken.update(test.broken)
    return Dataset(train, replace(test, broken=train.broken))


def _stream(
    pictures: Pictures, root: Path, size: int, *, mean: float, std: float
) -> StreamedPictures:
    labels = torch.tensor(pictures.labels, dtype=torch.int64)
    broken = {_name(path, root): "leads out of the data folder" for path in pictures.outside}
    return StreamedPictures(pictures.paths, labels, root, size, mean, std, broken)


def _name(path: str, root: Path) -> str:
    return str(Path(path).relative_to(root))


FORMATS = ("JPEG", "PNG", "BMP", "WEBP")
"""What is read, whatever a file is called; other formats may be programs (PostScript) or go to other programs."""


def read_picture(path: Path, size: int) -> NDArray[np.uint8]:
    """Return the middle of a picture, its shorter side brought to ``size``: [3, size, size].

    Raises:
        DataError: It cannot be read; says why, without the path.
    """
    try:
        with warnings.catch_warnings(), Image.open(path, formats=FORMATS) as picture:
            warnings.simplefilter("ignore")
            if picture.width * picture.height > _MOST_PIXELS:
                raise DataError(f"{picture.width} x {picture.height} pixels are too many")
            picture.draft("RGB", (size, size))
            return _crop(picture.convert("RGB"), size)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DataError(_say(error)) from error


def _crop(picture: Image.Image, size: int) -> NDArray[np.uint8]:
    side = min(picture.size)
    left, top = ((length - side) / 2 for length in picture.size)
    middle = (left, top, left + side, top + side)
    cut = picture.resize((size, size), Image.Resampling.BILINEAR, box=middle)
    return np.asarray(cut, np.uint8).transpose(2, 0, 1)


def _say(error: Exception) -> str:
    """Return the complaint without the file's path, which Pillow puts into some of them."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, UnidentifiedImageError):
        return "not a picture"
    return str(error) or type(error).__name__
