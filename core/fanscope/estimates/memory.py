"""Peak memory of one run."""

from __future__ import annotations

from fanscope.datasets import describe
from fanscope.estimates.counting import Sizes, count_signals
from fanscope.layout import lay_out
from fanscope.spec import ExperimentSpec, GaussianData, ImageFolderData

BYTES_PER_VALUE = 4
PROCESS_BYTES = 310 * 2**20
"""A worker with torch imported, before anything is loaded; measured."""
OPTIMIZER_BYTES = 175 * 2**20
"""What torch imports with the first of its optimizers; measured. Only rank-one updates and step 0 alone do without."""
COPIES_OF_MAIN = 4
"""Of each draw's main tensor: its values, gradient, values before the update and the difference."""
COPIES_OF_SIGNAL = 2
"""Of each signal that flows through the network: its values and its gradient."""
PICTURES_SAMPLED = 256
BYTES_PER_SAMPLED = 1 + 4 + 8
"""Of each value of a picture read: as a byte, as float32, and as float64 for the mean."""
BYTES_PER_NAME = 200
"""Of each picture in a folder: its path as a string, and its label."""
OPTIMIZER_STATES = {"sgd": 0, "momentum": 1, "adam": 2, "adamw": 2}
COPIES_OF_LARGEST = {"sgd": 2, "momentum": 2, "adam": 3, "adamw": 3}
"""Of the largest tensor, while it is drawn or updated."""


def parameter_bytes(sizes: Sizes, *, optimizer: str) -> int:
    """Return what trained and generated tensors need.

    A densely updated tensor has its values, a gradient and the optimizer's states, a head under
    plain SGD its values alone. A few more copies of the largest tensor are there for a moment.
    """
    copies = 2 + OPTIMIZER_STATES[optimizer]
    main = COPIES_OF_MAIN * sizes.main * sizes.draws
    values = (
        copies * sizes.dense + sizes.factored + main + COPIES_OF_LARGEST[optimizer] * sizes.largest
    )
    return values * BYTES_PER_VALUE


def signal_bytes(spec: ExperimentSpec) -> int:
    """Return what a batch needs on its way through the main network and back."""
    signals = count_signals(lay_out(spec.network))
    return spec.training.batch_size * signals * COPIES_OF_SIGNAL * BYTES_PER_VALUE


def data_bytes(spec: ExperimentSpec) -> int:
    """Return what the data set needs: images are kept as bytes, noise as float32, labels as int64.

    Pictures in a folder are read batch by batch; their names stay, and a sample to standardize them by.
    """
    data = describe(spec.data)
    if isinstance(spec.data, ImageFolderData):
        num_read = max(PICTURES_SAMPLED, spec.training.batch_size)
        names = (data.num_train + data.num_test) * BYTES_PER_NAME
        return names + num_read * data.features * BYTES_PER_SAMPLED
    bytes_per_input = BYTES_PER_VALUE if isinstance(spec.data, GaussianData) else 1
    return (data.num_train + data.num_test) * (data.features * bytes_per_input + 8)


def run_bytes(spec: ExperimentSpec, sizes: Sizes) -> int:
    """Return the peak memory of one run."""
    parameters = parameter_bytes(sizes, optimizer=spec.training.optimizer.kind)
    has_optimizer = spec.num_updates > 0 and not sizes.factored
    process = PROCESS_BYTES + (OPTIMIZER_BYTES if has_optimizer else 0)
    return process + parameters + signal_bytes(spec) + data_bytes(spec)
