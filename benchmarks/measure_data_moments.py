"""Measure the constants of fanscope/data_moments.py from the real data.

    FANSCOPE_DATA=folder python benchmarks/measure_data_moments.py [digits] [mnist] [fashion-mnist]

Without names: digits, and mnist where FANSCOPE_DATA is set.
Prints one DataMoments per data set, as it stands in the source.
"""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from fanscope.data_moments import DataMoments
from fanscope.spec import DataSpec
from fanscope.training.data import load_dataset


def measure_data_moments(inputs: NDArray[np.float64], labels: NDArray[np.int64]) -> DataMoments:
    """Return the moments of standardized inputs [N, d] and their labels [N]."""
    num, _ = inputs.shape
    mean = inputs.mean(0)
    deviations = inputs - mean
    between_d, shared_d = np.square(deviations).mean(0), np.square(mean)
    between, shared = between_d.mean(), shared_d.mean()
    covariance = deviations.T @ deviations / num
    alpha = np.square(deviations).mean(1) / between - 1.0
    beta = 2.0 * deviations @ mean / shared_d.sum()
    pulls = np.cov(alpha, beta, ddof=0)
    classes = np.unique(labels)
    class_means = np.array([deviations[labels == label].mean(0) for label in classes])
    class_sizes = np.array([(labels == label).mean() for label in classes])
    return DataMoments(
        between=float(between),
        shared=float(shared),
        overlap=float(np.square(covariance).sum() / np.trace(covariance) ** 2),
        norm_spread=float((between * alpha + shared * beta).var() / (between + shared) ** 2),
        class_share=float(class_sizes @ np.square(class_means).mean(1) / between),
        between_pull=float(pulls[0, 0]),
        shared_pull=float(pulls[1, 1]),
        cross_pull=float(pulls[0, 1]),
        between_peaks=float(np.square(between_d).mean() / between**2),
        shared_peaks=float(np.square(shared_d).mean() / shared**2),
        num_examples=num,
    )


def main(names: list[str]) -> None:
    folder = os.environ.get("FANSCOPE_DATA")
    for name in names or (["digits", "mnist"] if folder else ["digits"]):
        data: DataSpec = TypeAdapter(DataSpec).validate_python({"name": name})
        train = load_dataset(data, Path(folder) if folder else None).train
        inputs = train.standardized().numpy().astype(np.float64)
        moments = measure_data_moments(inputs, train.labels.numpy())
        print(f"# {name}")
        for field in fields(moments)[:-2]:
            print(f"{field.name}={getattr(moments, field.name):.6g},")


if __name__ == "__main__":
    main(sys.argv[1:])
