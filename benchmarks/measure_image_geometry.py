"""Measure fanscope/image_geometries/*.json from the real data.

    FANSCOPE_DATA=folder python benchmarks/measure_image_geometry.py [digits] [mnist]

Without names: digits, and mnist where FANSCOPE_DATA is set. Numbers are rounded to four decimals.
"""

from __future__ import annotations

import json
import os
import sys
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from fanscope.datasets import describe
from fanscope.image_geometry import REACH, ImageGeometry
from fanscope.spec import DataSpec
from fanscope.training.data import load_dataset

Floats = NDArray[np.float64]


def measure_image_geometry(images: Floats) -> ImageGeometry:
    """Return the geometry of standardized images [N, H, W]."""
    num, height, width = images.shape
    flat = images.reshape(num, -1)
    moments = (flat.T @ flat / num).reshape(height, width, height, width)
    mean = flat.mean(0).reshape(height, width)
    products = mean[:, :, None, None] * mean[None, None]
    profile = np.einsum("hwhw->hw", moments)
    q = profile.mean()
    spread = by_displacement(moments**2 - products**2) / q**2
    shorter = min(spread.shape)
    along = 0.5 * (spread[:shorter, 0] + spread[0, :shorter]) / spread[0, 0]
    return ImageGeometry(
        same=by_displacement(moments) / q,
        other=by_displacement(products) / q,
        profile=profile / q,
        pair_spread=float(spread[0, 0]),
        likeness=along,
    )


def by_displacement(values: Floats) -> Floats:
    """Return the mean of values [H, W, H, W] over pairs of pixels that are equally far apart; far ones together."""
    height, width = values.shape[:2]
    rows, columns = (
        np.minimum(np.abs(np.subtract.outer(np.arange(side), np.arange(side))), REACH - 1)
        for side in (height, width)
    )
    where = (
        np.broadcast_to(rows[:, None, :, None], values.shape),
        np.broadcast_to(columns[None, :, None, :], values.shape),
    )
    sums, counts = (np.zeros((min(height, REACH), min(width, REACH))) for _ in range(2))
    np.add.at(sums, where, values)
    np.add.at(counts, where, 1.0)
    return np.asarray(sums / counts)


def main(names: list[str]) -> None:
    folder = os.environ.get("FANSCOPE_DATA")
    for name in names or (["digits", "mnist"] if folder else ["digits"]):
        data: DataSpec = TypeAdapter(DataSpec).validate_python({"name": name})
        train = load_dataset(data, Path(folder) if folder else None).train
        images = train.standardized().numpy().astype(np.float64)
        geometry = measure_image_geometry(images.reshape(len(images), *describe(data).shape[1:]))
        stored = {
            key: np.round(getattr(geometry, key), 4).tolist() for key in ImageGeometry.__slots__
        }
        target = Path(str(files("fanscope"))) / "image_geometries" / f"{name}.json"
        target.write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")
        print(f"wrote {target.name}")


if __name__ == "__main__":
    main(sys.argv[1:])
