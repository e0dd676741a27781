"""Draws folders of pictures laid out like ImageNet."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path

import numpy as np
from PIL import Image

CLASSES = ("birds", "cats", "dogs")
COLOURS = ((200, 40, 40), (40, 200, 40), (40, 40, 200))


def draw_folder(
    folder: Path,
    *,
    classes: Sequence[str] = CLASSES,
    per_class: int = 6,
    test_per_class: int = 2,
    size: tuple[int, int] = (20, 16),
) -> Path:
    """Fill a folder with noise around one colour a class, JPEG and PNG in turn, and return it."""
    generator = np.random.default_rng(3)
    for part, count in (("train", per_class), ("val", test_per_class)):
        for name, colour in zip(classes, cycle(COLOURS), strict=False):
            (folder / part / name).mkdir(parents=True)
            for index in range(count):
                noise = generator.integers(-30, 30, (size[1], size[0], 3))
                picture = Image.fromarray((noise + colour).clip(0, 255).astype(np.uint8))
                picture.save(folder / part / name / f"{index:03}{('.jpg', '.PNG')[index % 2]}")
    return folder


def break_picture(path: Path) -> None:
    """Cut a file off in its middle."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def picture_network(size: int, classes: int) -> dict[str, object]:
    """A small network over colour pictures."""
    layers = [
        {"op": "conv2d", "channels": 4, "kernel": 3, "stride": 2},
        {"op": "activation", "name": "relu"},
        {"op": "pool", "kind": "global"},
        {"op": "linear", "features": classes},
    ]
    return {"kind": "sequential", "input": [3, size, size], "layers": layers}
