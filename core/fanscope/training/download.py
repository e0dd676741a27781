"""Where a data set's original files are on this machine: found, verified, or downloaded first."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from textwrap import shorten

import pooch

from fanscope.datasets import DataFile, DatasetInfo, find_unpacked
from fanscope.errors import DataError

_TIMEOUT_S = 30


def locate_files(info: DatasetInfo, data_dir: Path | None) -> tuple[Path, ...]:
    """Return the paths of ``info.files``, in that order, downloading what is missing.

    A file is used as it lies in ``data_dir/<name>/``, compressed or not. Compressed files must
    match their checksum; uncompressed ones are left to the reader's own consistency checks. Where
    all of ``info.unpacked`` lie there, or in a folder below it as an archive unpacks them, their
    paths are returned instead.

    Args:
        info: The data set.
        data_dir: Folder of data sets, one subfolder each; None for ``FANSCOPE_DATA``, else the
            user's cache.

    Raises:
        DataError: A file is damaged, or missing and cannot be downloaded.
    """
    folder = (data_dir or _default_folder()) / info.name
    return find_unpacked(info, folder) or tuple(_locate(file, info, folder) for file in info.files)


def _default_folder() -> Path:
    """Return what ``FANSCOPE_DATA`` names, else the user's cache."""
    return Path(os.environ.get("FANSCOPE_DATA") or pooch.os_cache("fanscope"))


def _locate(file: DataFile, info: DatasetInfo, folder: Path) -> Path:
    compressed = folder / file.name
    if compressed.is_file():
        _verify(compressed, file)
        return compressed
    uncompressed = compressed.with_suffix("")
    if uncompressed.is_file():
        return uncompressed
    return _download(file, info, folder)


def _verify(path: Path, file: DataFile) -> None:
    try:
        with path.open("rb") as stream:
            actual = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error})") from error
    if actual != file.sha256:
        raise DataError(
            f"{path} is damaged: its SHA-256 is {actual}, not {file.sha256}; "
            "delete it, and it will be downloaded again"
        )


def _download(file: DataFile, info: DatasetInfo, folder: Path) -> Path:
    complaints = []
    for mirror in info.mirrors:
        try:
            return _download_from(mirror, file, folder)
        except (OSError, ValueError) as error:
            complaints.append(f"{mirror}{file.name}: {shorten(str(error), 90, placeholder=' ...')}")
    names = ", ".join(each.name for each in info.files)
    if info.unpacked:
        names += f" (or {', '.join(info.unpacked)})"
    raise DataError(
        f"data {info.name} is not there and could not be downloaded; "
        f"put {names} into {folder} (tried {'; '.join(complaints)})"
    )


def _download_from(mirror: str, file: DataFile, folder: Path) -> Path:
    path = pooch.retrieve(
        mirror + file.name,
        known_hash=f"sha256:{file.sha256}",
        fname=file.name,
        path=folder,
        downloader=pooch.HTTPDownloader(progressbar=True, timeout=_TIMEOUT_S),
    )
    return Path(path)
