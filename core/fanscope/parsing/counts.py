"""What a spec leaves to be counted, written down once it is accepted."""

from __future__ import annotations

from fanscope.datasets import describe
from fanscope.spec import ExperimentSpec, ImageFolderData


def write_counts(spec: ExperimentSpec) -> ExperimentSpec:
    """Return the spec with the classes and examples of its folder of pictures in it.

    It then says the same wherever it is read: on a machine without the folder, and after the folder has changed.
    """
    data = spec.data
    if not isinstance(data, ImageFolderData):
        return spec
    info = describe(data)
    counted = data.model_copy(update={"classes": info.classes, "examples": info.num_train})
    return spec.model_copy(update={"data": counted})
