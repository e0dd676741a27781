"""What a spec leaves to be counted, written down once it is accepted."""

from __future__ import annotations

from fanscope.picture_folder import is_there, list_folder
from fanscope.spec import ExperimentSpec, ImageFolderData


def write_counts(spec: ExperimentSpec) -> ExperimentSpec:
    """Return the spec with the classes and examples of its folder of pictures in it.

    It then says the same wherever it is read: on a machine without the folder, and after the folder has changed.
    Where the folder is not there, what the user wrote stands.
    """
    data = spec.data
    if not isinstance(data, ImageFolderData) or not is_there(data.path):
        return spec
    folder = list_folder(data.path)
    counts = {"classes": len(folder.classes), "examples": len(folder.train)}
    return spec.model_copy(update={"data": data.model_copy(update=counts)})
