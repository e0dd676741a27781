"""Which data sets are in the data folder, so that workers need not download them."""

from __future__ import annotations

from pathlib import Path

from fanscope.datasets import DatasetInfo, describe, find_unpacked
from fanscope.errors import SpecError
from fanscope.picture_folder import find_folder, is_there
from fanscope.spec import ExperimentSpec, ImageFolderData
from fanscope_backend.settings import Settings


def missing_files(info: DatasetInfo, data_dir: Path) -> tuple[str, ...]:
    """Return the names of the files that are not there, neither compressed nor uncompressed."""
    folder = data_dir / info.name
    if find_unpacked(info, folder):
        return ()
    paths = (folder / file.name for file in info.files)
    return tuple(
        path.name for path in paths if not path.is_file() and not path.with_suffix("").is_file()
    )


def data_warnings(spec: ExperimentSpec, settings: Settings) -> list[str]:
    """Say which files workers will have to download, and which folder is still missing."""
    if isinstance(spec.data, ImageFolderData) and not is_there(spec.data.path, settings.data_dir):
        return [f"data image-folder: {settings.data_dir / spec.data.path} is not there yet"]
    missing = missing_files(describe(spec.data), settings.data_dir)
    if not missing:
        return []
    return [
        f"data {spec.data.name}: {', '.join(missing)} will be downloaded to "
        f"{settings.data_dir / spec.data.name} when the first run starts"
    ]


def require_data(spec: ExperimentSpec, settings: Settings) -> None:
    """Return if the spec's data is there, or may be downloaded.

    Raises:
        SpecError: It is not there and the settings say that nothing is downloaded, or it is a folder of
            pictures that nobody could download.
    """
    if isinstance(spec.data, ImageFolderData):
        find_folder(spec.data.path, settings.data_dir)
    missing = missing_files(describe(spec.data), settings.data_dir)
    if missing and settings.offline:
        folder = settings.data_dir / spec.data.name
        message = f"the server is offline and {folder} lacks {', '.join(missing)}; put them there"
        raise SpecError.at("data.name", spec.data.name, message)
